import { Checkbox, Group, NumberInput, Select, Text } from "@mantine/core";
import type { Count, CountOperator } from "#core/question/tree.ts";
import { COUNT_WORDS } from "#dashboard/controls/people/condition-words.ts";

export const COUNTS = (Object.keys(COUNT_WORDS) as CountOperator[]).map((value) => ({
  value,
  label: COUNT_WORDS[value],
}));

/** Fewer than that and the question would be for people who never did it, which "did not do" asks. */
const LEAST: Record<CountOperator, number> = { gte: 1, eq: 1, lte: 1, gt: 0, lt: 2, neq: 0 };

/** How often somebody did it. */
export function CountInput({
  count = { op: "gte", value: 1 },
  zeroCounts = false,
  onChange,
}: {
  count: Count | undefined;
  zeroCounts: boolean | undefined;
  onChange: (count: Count | undefined, zeroCounts: boolean | undefined) => void;
}) {
  const canBeNever = count.op === "lte" || count.op === "lt";
  const set = (next: Count, zero: boolean) => {
    const least = { ...next, value: Math.max(next.value, LEAST[next.op]) };
    const isOnce = least.op === "gte" && least.value === 1;
    onChange(isOnce ? undefined : least, zero && (least.op === "lte" || least.op === "lt") ? true : undefined);
  };
  return (
    <Group gap={6}>
      <Select
        size="sm"
        w={126}
        allowDeselect={false}
        aria-label="How often"
        data={COUNTS}
        value={count.op}
        onChange={(op) => set({ ...count, op: COUNTS.find(({ value }) => value === op)?.value ?? "gte" }, zeroCounts)}
      />
      <NumberInput
        size="sm"
        w={68}
        min={LEAST[count.op]}
        max={1_000_000}
        allowDecimal={false}
        aria-label="Times"
        value={count.value}
        onChange={(value) => typeof value === "number" && set({ ...count, value }, zeroCounts)}
      />
      <Text size="sm" c="dimmed">
        {count.value === 1 ? "time" : "times"}
      </Text>
      {canBeNever && (
        <Checkbox
          size="sm"
          label="or never"
          checked={zeroCounts}
          onChange={(event) => set(count, event.currentTarget.checked)}
        />
      )}
    </Group>
  );
}
