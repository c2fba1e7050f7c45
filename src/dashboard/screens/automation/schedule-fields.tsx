import { Group, Select, TextInput } from "@mantine/core";
import type { DigestEvery, Trigger } from "#core/automation.ts";
import { useTimes } from "#dashboard/report/use-times.ts";

type ScheduleTrigger = Extract<Trigger, { schedule: unknown }>;

const EVERY: readonly { value: DigestEvery; label: string }[] = [
  { value: "day", label: "Every day" },
  { value: "week", label: "Every week" },
  { value: "month", label: "Every month, on its first day" },
];
const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"].map((label, value) => ({
  value: String(value),
  label,
}));

/** When it acts by the clock, in the workspace's zone. */
export function ScheduleFields({ when, onChange }: { when: ScheduleTrigger; onChange: (when: Trigger) => void }) {
  const { zone } = useTimes();
  const { schedule, at, weekday = 1 } = when;
  return (
    <Group gap="md" align="flex-end">
      <Select
        label="How often"
        allowDeselect={false}
        data={EVERY}
        value={schedule}
        onChange={(next) => {
          const every = EVERY.find(({ value }) => value === next)?.value ?? "week";
          onChange({ schedule: every, at, ...(every === "week" && { weekday }) });
        }}
      />
      {schedule === "week" && (
        <Select
          label="On"
          allowDeselect={false}
          data={WEEKDAYS}
          value={String(weekday)}
          onChange={(next) => onChange({ ...when, weekday: Number(next) })}
        />
      )}
      <TextInput
        label={`At (${zone})`}
        type="time"
        required
        value={at}
        onChange={(event) => event.currentTarget.value !== "" && onChange({ ...when, at: event.currentTarget.value })}
      />
    </Group>
  );
}
