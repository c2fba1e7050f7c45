import { Group, NumberInput, Select, Text } from "@mantine/core";
import type { AlertCheck, CheckEvery, Trigger } from "#core/automation.ts";
import { useReports } from "#dashboard/api/workspace.ts";
import { Labelled } from "#dashboard/controls/labelled.tsx";
import { SpanInput } from "#dashboard/controls/people/span-input.tsx";
import { isNoReport } from "#dashboard/screens/automation/draft.ts";

type ReportTrigger = Extract<Trigger, { report: unknown }>;

const CHECKS = [
  { value: "above", label: "is above", unit: "" },
  { value: "below", label: "is below", unit: "" },
  { value: "changedBy", label: "changes by at least", unit: "% against the period before" },
  { value: "quiet", label: "goes quiet: nothing at all", unit: "" },
] as const;
type CheckKind = (typeof CHECKS)[number]["value"];

const EVERY: readonly { value: CheckEvery; label: string }[] = [
  { value: "15 minutes", label: "every 15 minutes" },
  { value: "hour", label: "every hour" },
  { value: "day", label: "every day" },
];

const kindOf = (check: AlertCheck): CheckKind => CHECKS.find(({ value }) => value in check)?.value ?? "above";
const amountOf = (check: AlertCheck): number => {
  if ("above" in check) return check.above;
  if ("below" in check) return check.below;
  return "changedBy" in check ? check.changedBy : 100;
};

function checkOf(kind: CheckKind, amount: number): AlertCheck {
  if (kind === "above") return { above: amount };
  if (kind === "below") return { below: amount };
  return kind === "changedBy" ? { changedBy: Math.abs(amount) || 1 } : { quiet: true };
}

/** Which report's number is looked at, how often, and what is striking about it. */
export function ReportFields({ when, onChange }: { when: ReportTrigger; onChange: (when: Trigger) => void }) {
  const reports = useReports().data?.reports ?? [];
  const asked = JSON.stringify(when.report);
  const chosen = reports.find(({ question }) => JSON.stringify(question) === asked);
  const kind = kindOf(when.check);
  return (
    <>
      <Select
        label="Report"
        required
        searchable
        allowDeselect={false}
        placeholder={
          isNoReport(when.report) ? "Choose a saved report" : "A question that is no saved report (any more)"
        }
        nothingFoundMessage="Save a report first: Segmentation, Funnels, Retention and People have a button for it"
        data={reports.map(({ id, name }) => ({ value: String(id), label: name }))}
        value={chosen === undefined ? null : String(chosen.id)}
        onChange={(id) => {
          const report = reports.find((one) => String(one.id) === id);
          // The server has checked the question when it was saved, and does so again.
          if (report) onChange({ ...when, report: report.question as unknown as ReportTrigger["report"] });
        }}
      />
      <Labelled label="Its number">
        <Group gap="xs">
          <Select
            w={220}
            aria-label="What is striking"
            allowDeselect={false}
            data={CHECKS}
            value={kind}
            onChange={(next) =>
              onChange({
                ...when,
                check: checkOf(CHECKS.find(({ value }) => value === next)?.value ?? "above", amountOf(when.check)),
              })
            }
          />
          {kind !== "quiet" && (
            <NumberInput
              w={120}
              aria-label="How much"
              value={amountOf(when.check)}
              onChange={(amount) => typeof amount === "number" && onChange({ ...when, check: checkOf(kind, amount) })}
            />
          )}
          <Text size="sm" c="dimmed">
            {CHECKS.find(({ value }) => value === kind)?.unit}
          </Text>
        </Group>
      </Labelled>
      <Group gap="md" align="flex-end">
        <Select
          label="Looked at"
          allowDeselect={false}
          data={EVERY}
          value={when.every}
          onChange={(next) => onChange({ ...when, every: EVERY.find(({ value }) => value === next)?.value ?? "hour" })}
        />
        <Labelled label="Not again before">
          <SpanInput
            label="Not again before"
            value={when.atMostOnce}
            onChange={(atMostOnce) => onChange({ ...when, atMostOnce })}
          />
        </Labelled>
      </Group>
    </>
  );
}
