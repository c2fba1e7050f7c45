import { NumberInput, Select, Text } from "@mantine/core";
import type { AggregateMath, Behaviour } from "#core/question/tree.ts";
import { PropertyPicker } from "#dashboard/controls/property-picker.tsx";
import { AGGREGATE_WORDS } from "#dashboard/controls/people/condition-words.ts";
import { COUNTS } from "#dashboard/controls/people/count-input.tsx";

type Aggregate = Extract<Behaviour, { aggregate: unknown }>;

const MATHS = (Object.keys(AGGREGATE_WORDS) as AggregateMath[]).map((value) => ({
  value,
  label: AGGREGATE_WORDS[value],
}));

/** A number over somebody's events, and what it is compared with; what follows is the event. */
export function AggregateInput({
  leaf,
  event,
  onChange,
}: {
  leaf: Aggregate;
  event: string | undefined;
  onChange: (leaf: Aggregate) => void;
}) {
  return (
    <>
      <Select
        size="sm"
        w={150}
        allowDeselect={false}
        aria-label="Worked out as"
        data={MATHS}
        value={leaf.math}
        onChange={(math) => onChange({ ...leaf, math: MATHS.find(({ value }) => value === math)?.value ?? "sum" })}
      />
      <PropertyPicker
        aria-label="Property"
        placeholder="of which property"
        size="sm"
        w={170}
        of={["event"]}
        event={event === "" ? undefined : event}
        numeric={leaf.math !== "distinct"}
        clearable={false}
        value={leaf.property === "" ? null : { of: "event", key: leaf.property }}
        onChange={(picked) => picked && onChange({ ...leaf, property: picked.key })}
      />
      <Select
        size="sm"
        w={126}
        allowDeselect={false}
        aria-label="Compared"
        data={COUNTS}
        value={leaf.op}
        onChange={(op) => onChange({ ...leaf, op: COUNTS.find(({ value }) => value === op)?.value ?? "gte" })}
      />
      <NumberInput
        size="sm"
        w={96}
        aria-label="Number"
        value={leaf.value}
        onChange={(value) => typeof value === "number" && onChange({ ...leaf, value })}
      />
      <Text size="sm" c="dimmed">
        over
      </Text>
    </>
  );
}
