import { Checkbox, NumberInput, Stack } from "@mantine/core";
import type { Trigger } from "#core/automation.ts";

type Operation = Extract<Trigger, { operation: unknown }>;

/** What there is a limit for; empty means that nothing is said because of it. */
const LIMITS = [
  { field: "queueMinutes", label: "Events wait longer than (minutes)", min: 1, max: 10_000 },
  { field: "deadLetters", label: "More messages than this could not be stored", min: 0, max: 1_000_000 },
  { field: "databasePercent", label: "The database is fuller than (%)", min: 1, max: 100 },
  { field: "silentHours", label: "A source that usually sends is silent for (hours)", min: 1, max: 48 },
  { field: "planViolations", label: "More things than this were not as planned in a day", min: 0, max: 1_000_000 },
  { field: "costDollars", label: "The month will cost more than ($ above the plan)", min: 1, max: 1_000_000 },
] as const;

/** When this deployment is worth a word. */
export function OperationFields({ when, onChange }: { when: Operation; onChange: (when: Operation) => void }) {
  const { operation } = when;
  return (
    <Stack gap="sm">
      {LIMITS.map(({ field, label, min, max }) => (
        <NumberInput
          key={field}
          label={label}
          placeholder="never"
          min={min}
          max={max}
          allowDecimal={false}
          value={operation[field] ?? ""}
          onChange={(value) =>
            onChange({ operation: { ...operation, [field]: typeof value === "number" ? value : null } })
          }
        />
      ))}
      <Checkbox
        label="A destination, a list or an automation was stopped"
        checked={operation.stopped}
        onChange={(event) => onChange({ operation: { ...operation, stopped: event.currentTarget.checked } })}
      />
    </Stack>
  );
}
