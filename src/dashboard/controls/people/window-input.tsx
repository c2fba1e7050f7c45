import { Group, Select, TextInput } from "@mantine/core";
import type { Within } from "#core/question.ts";
import { SpanInput } from "#dashboard/controls/people/span-input.tsx";

const KINDS = [
  { value: "ever", label: "at any time" },
  { value: "last", label: "in the last" },
  { value: "between", label: "between" },
  { value: "since", label: "since" },
  { value: "until", label: "until" },
] as const;
type Kind = (typeof KINDS)[number]["value"];

const kindOf = (within: Within | undefined): Kind => {
  if (within === undefined) return "ever";
  if ("value" in within) return "last";
  if (within.from !== undefined) return within.to === undefined ? "since" : "between";
  return "until";
};

const DAY_MS = 86_400_000;
const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

function windowOf(kind: Kind, given: Within | undefined): Within | undefined {
  const now = Date.now();
  const from = given !== undefined && "from" in given ? given.from : undefined;
  const to = given !== undefined && "to" in given ? given.to : undefined;
  switch (kind) {
    case "ever":
      return undefined;
    case "last":
      return { value: 30, unit: "day" };
    case "between":
      return { from: from ?? day(now - 30 * DAY_MS), to: to ?? day(now) };
    case "since":
      return { from: from ?? day(now - 30 * DAY_MS) };
    case "until":
      return { to: to ?? day(now) };
  }
}

/** When somebody did it: ever, in a length of time before now, or between days, both included. */
export function WindowInput({
  value,
  onChange,
}: {
  value: Within | undefined;
  onChange: (within: Within | undefined) => void;
}) {
  const kind = kindOf(value);
  const fixed = value !== undefined && !("value" in value) ? value : undefined;
  return (
    <Group gap={6}>
      <Select
        size="sm"
        w={128}
        allowDeselect={false}
        aria-label="When"
        data={KINDS}
        value={kind}
        onChange={(next) => onChange(windowOf(KINDS.find((one) => one.value === next)?.value ?? "ever", value))}
      />
      {value !== undefined && "value" in value && <SpanInput label="How long" value={value} onChange={onChange} />}
      {fixed?.from !== undefined && (
        <DayInput label="From" value={fixed.from} onChange={(from) => onChange({ ...fixed, from })} />
      )}
      {fixed?.to !== undefined && (
        <DayInput label="To" value={fixed.to} onChange={(to) => onChange({ ...fixed, to })} />
      )}
    </Group>
  );
}

export const DayInput = ({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (day: string) => void;
}) => (
  <TextInput
    size="sm"
    w={148}
    type="date"
    aria-label={label}
    value={value.slice(0, 10)}
    onChange={(event) => event.currentTarget.value !== "" && onChange(event.currentTarget.value)}
  />
);
