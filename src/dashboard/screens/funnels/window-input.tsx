import { Group, NumberInput, Select } from "@mantine/core";
import { useState } from "react";
import type { Span } from "#core/question/time.ts";

const UNITS = [
  { value: "minute", label: "minutes" },
  { value: "hour", label: "hours" },
  { value: "day", label: "days" },
  { value: "week", label: "weeks" },
  { value: "month", label: "months" },
] as const;

/** How long somebody has from the first step to the last. Told when the number is left or entered. */
export function WindowInput({ value, onChange }: { value: Span; onChange: (span: Span) => void }) {
  const [amount, setAmount] = useState<string | number>(value.value);
  const done = () => {
    if (typeof amount !== "number" || amount <= 0) setAmount(value.value);
    else if (amount !== value.value) onChange({ ...value, value: amount });
  };
  return (
    <Group gap={6} align="flex-end">
      <NumberInput
        label="Done within"
        size="sm"
        w={92}
        min={1}
        max={10_000}
        clampBehavior="strict"
        value={amount}
        onChange={setAmount}
        onBlur={done}
        onKeyDown={(event) => event.key === "Enter" && done()}
      />
      <Select
        aria-label="Unit of the time to convert"
        size="sm"
        w={110}
        allowDeselect={false}
        data={value.unit === "second" ? [{ value: "second", label: "seconds" }, ...UNITS] : [...UNITS]}
        value={value.unit}
        onChange={(unit) => onChange({ ...value, unit: UNITS.find((one) => one.value === unit)?.value ?? "day" })}
      />
    </Group>
  );
}
