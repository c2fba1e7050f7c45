import { Group, NumberInput, Select } from "@mantine/core";

const UNITS = ["minute", "hour", "day", "week", "month"] as const;
export interface Span {
  value: number;
  unit: "second" | (typeof UNITS)[number];
}

/** A length of time: a number and its unit. */
export function SpanInput({
  value,
  onChange,
  label,
}: {
  value: Span;
  onChange: (span: Span) => void;
  /** What the length is of. */
  label: string;
}) {
  return (
    <Group gap={4} wrap="nowrap">
      <NumberInput
        size="sm"
        w={68}
        min={1}
        max={10_000}
        clampBehavior="blur"
        aria-label={label}
        value={value.value}
        onChange={(next) => typeof next === "number" && next > 0 && onChange({ ...value, value: next })}
      />
      <Select
        size="sm"
        w={104}
        allowDeselect={false}
        aria-label={`${label}: unit`}
        data={[...(value.unit === "second" ? ["second"] : []), ...UNITS].map((unit) => ({
          value: unit,
          label: value.value === 1 ? unit : `${unit}s`,
        }))}
        value={value.unit}
        onChange={(unit) => onChange({ ...value, unit: UNITS.find((one) => one === unit) ?? value.unit })}
      />
    </Group>
  );
}
