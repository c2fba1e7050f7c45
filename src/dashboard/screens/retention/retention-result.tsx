import { Group, SegmentedControl, Select, Stack, Text } from "@mantine/core";
import type { AnswerMeta, RetentionAnswer } from "#core/answer.ts";
import type { RetentionCell } from "#core/question/retention.ts";
import { groupName } from "#dashboard/report/labels.ts";
import { type RetentionAsked } from "#dashboard/screens/retention/question.ts";
import { RetentionCurve } from "#dashboard/screens/retention/retention-curve.tsx";
import { RetentionGrid } from "#dashboard/screens/retention/retention-grid.tsx";
import { NoEvents } from "#dashboard/shell/no-events.tsx";

const EVERYBODY = "$all";

/** The answer: the average over time, and the table of those who started together; of everybody or of one group. */
export function RetentionResult({
  answer,
  question,
  shown,
  show,
  onCell,
}: {
  answer: RetentionAnswer & { meta: AnswerMeta };
  question: RetentionAsked;
  shown: URLSearchParams;
  show: (changes: Record<string, string | null>) => void;
  onCell: (cell: RetentionCell) => void;
}) {
  const { interval, mode = "on" } = question;
  const { groups = [], cohorts } = answer;
  const shows = shown.get("cells") === "count" ? "count" : "rate";
  const group = groups.find((one) => one === shown.get("group"));
  const rows = group === undefined ? cohorts : (answer.breakdown?.[group] ?? []);
  const average = group === undefined ? answer.average : (answer.averages?.[group] ?? []);
  if (cohorts.every(({ values }) => values[0] === 0)) return <NoEvents />;
  if (cohorts.length < 2) return <TooShort interval={interval} />;
  return (
    <>
      <RetentionCurve answer={answer} interval={interval} />
      <Group px="md" pt="sm" gap="md" align="flex-end">
        <SegmentedControl
          size="xs"
          aria-label="Cells show"
          data={[
            { value: "rate", label: "Rate" },
            { value: "count", label: "People" },
          ]}
          value={shows}
          onChange={(next) => show({ cells: next === "count" ? "count" : null })}
        />
        {groups.length > 0 && (
          <Select
            aria-label="Group in the table"
            size="xs"
            w={200}
            allowDeselect={false}
            data={[
              { value: EVERYBODY, label: "Everybody" },
              ...groups.map((value) => ({ value, label: groupName(value) })),
            ]}
            value={group ?? EVERYBODY}
            onChange={(next) => show({ group: next === EVERYBODY ? null : next })}
          />
        )}
        <Text size="xs" c="dimmed">
          {mode === "rolling"
            ? "* may still grow: not everybody has had the time yet."
            : "* not over yet. The average counts only periods that are."}
        </Text>
      </Group>
      <div style={{ padding: "8px 13px 13px" }}>
        <RetentionGrid
          rows={rows}
          average={average}
          meta={answer.meta}
          interval={interval}
          mode={mode}
          shows={shows}
          label={`Who came back${group === undefined ? "" : `: ${groupName(group)}`}`}
          onCell={(cohort, period) => onCell({ cohort, period, ...(group !== undefined && { breakdown: group }) })}
        />
      </div>
    </>
  );
}

const TooShort = ({ interval }: { interval: string }) => (
  <Stack align="center" p="xl" gap={4}>
    <Text fw={600}>One {interval} is not enough to come back</Text>
    <Text size="sm" c="dimmed" ta="center" maw={440}>
      Choose a longer range, or shorter periods: two {interval}s at least are needed, eight say more.
    </Text>
  </Stack>
);
