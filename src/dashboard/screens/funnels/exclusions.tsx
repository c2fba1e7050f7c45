import { ActionIcon, Button, Group, Select, Stack, Text } from "@mantine/core";
import type { Exclusion } from "#core/question/funnel.ts";
import { EventPicker } from "#dashboard/controls/event-picker.tsx";
import { IconPlus, IconX } from "#dashboard/icons.ts";
import type { FunnelDraft } from "#dashboard/screens/funnels/question.ts";

/** Events that must not happen on the way, and what becomes of those to whom they did. */
export function Exclusions({
  draft,
  onChange,
}: {
  draft: FunnelDraft;
  onChange: (changes: Partial<FunnelDraft>) => void;
}) {
  const { exclusions = [], steps = [], order, exclusionMode = "discard" } = draft;
  const set = (next: Exclusion[]) => onChange({ exclusions: next.length === 0 ? undefined : next });
  const change = (at: number, next: Exclusion) => set(exclusions.with(at, next));
  const last = steps.length - 1;
  return (
    <Stack gap={6} align="flex-start">
      {exclusions.map((exclusion, at) => (
        // oxlint-disable-next-line no-array-index-key
        <Group key={at} gap={6}>
          <EventPicker
            aria-label={`Event that must not happen ${at + 1}`}
            placeholder={"anyOf" in exclusion ? "Several events" : "Choose an event"}
            size="sm"
            w={200}
            value={"anyOf" in exclusion || exclusion.event === "" ? undefined : exclusion.event}
            onChange={(event) =>
              change(at, { event: event ?? "", fromStep: exclusion.fromStep, toStep: exclusion.toStep })
            }
          />
          {order !== "unordered" && (
            <>
              <Text size="sm">between</Text>
              <StepSelect
                label={`Exclusion ${at + 1}: after step`}
                from={0}
                to={last - 1}
                value={exclusion.fromStep}
                onChange={(fromStep) =>
                  change(at, { ...exclusion, fromStep, toStep: Math.max(exclusion.toStep, fromStep + 1) })
                }
              />
              <Text size="sm">and</Text>
              <StepSelect
                label={`Exclusion ${at + 1}: before step`}
                from={exclusion.fromStep + 1}
                to={last}
                value={exclusion.toStep}
                onChange={(toStep) => change(at, { ...exclusion, toStep })}
              />
            </>
          )}
          <ActionIcon
            size={36}
            variant="subtle"
            color="gray"
            aria-label={`Remove exclusion ${at + 1}`}
            onClick={() => set(exclusions.toSpliced(at, 1))}
          >
            <IconX size={16} />
          </ActionIcon>
        </Group>
      ))}
      {exclusions.length > 0 && (
        <Select
          aria-label="Where it happened"
          size="sm"
          w={260}
          allowDeselect={false}
          data={[
            { value: "discard", label: "Who did it doesn't count at all" },
            { value: "stop", label: "Who did it counts up to there" },
          ]}
          value={exclusionMode}
          onChange={(mode) => onChange({ exclusionMode: mode === "stop" ? "stop" : undefined })}
        />
      )}
      <Button
        size="compact-sm"
        variant="subtle"
        leftSection={<IconPlus size={14} />}
        disabled={exclusions.length >= 20}
        onClick={() => set([...exclusions, { event: "", fromStep: 0, toStep: last }])}
      >
        {exclusions.length === 0 ? "Leave out who did …" : "Add another"}
      </Button>
    </Stack>
  );
}

function StepSelect({
  label,
  from,
  to,
  value,
  onChange,
}: {
  label: string;
  from: number;
  to: number;
  value: number;
  onChange: (step: number) => void;
}) {
  return (
    <Select
      aria-label={label}
      size="sm"
      w={96}
      allowDeselect={false}
      data={Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => ({
        value: String(from + at),
        label: `Step ${from + at + 1}`,
      }))}
      value={String(value)}
      onChange={(step) => onChange(Number(step ?? from))}
    />
  );
}
