import { Group, Select, TagsInput, TextInput } from "@mantine/core";
import type { Operator } from "#core/comparison.ts";
import type { PersonLeaf } from "#core/question/tree.ts";
import { useValues } from "#dashboard/api/schema.ts";
import { OPERATOR_NAMES, takesNone } from "#core/report/operator-names.ts";
import { takesSeveral } from "#dashboard/controls/filter-tree.ts";
import { PropertyPicker } from "#dashboard/controls/property-picker.tsx";
import { useTyped } from "#dashboard/controls/use-typed.ts";
import { isAgo } from "#dashboard/controls/people/condition-words.ts";
import { comparesNumbers, isNumber } from "#dashboard/controls/people/rules.ts";
import { SpanInput } from "#dashboard/controls/people/span-input.tsx";
import { DayInput } from "#dashboard/controls/people/window-input.tsx";

const AGO = [
  { value: "after_ago", label: "is within the last" },
  { value: "before_ago", label: "is longer ago than" },
] as const;
const OPERATORS = [...Object.entries(OPERATOR_NAMES).map(([value, label]) => ({ value, label })), ...AGO];

/** A rule about what is known of somebody: a trait as it is now. */
export function TraitRule({ leaf, onChange }: { leaf: PersonLeaf; onChange: (leaf: PersonLeaf) => void }) {
  const { person, op = "eq", value } = leaf;
  const shown = isAgo(value) ? (op === "date_before" ? "before_ago" : "after_ago") : op;
  const setOperator = (picked: string) => {
    const ago = isAgo(value) ? value : { ago: { value: 30, unit: "day" as const } };
    if (picked === "after_ago") return onChange({ person, op: "date_after", value: ago });
    if (picked === "before_ago") return onChange({ person, op: "date_before", value: ago });
    const next = picked as Operator;
    const isDate = (one: Operator) => one === "date_before" || one === "date_after";
    const keeps = !takesNone(next) && value !== undefined && !isAgo(value) && isDate(next) === isDate(op);
    const kept = takesSeveral(next) || !Array.isArray(value) ? value : value[0];
    onChange({ person, op: next, ...(keeps && { value: kept }) });
  };
  return (
    <Group gap={6} style={{ flex: 1, minWidth: 0 }}>
      <PropertyPicker
        aria-label="What is known of them"
        placeholder="Choose what is known"
        size="sm"
        w={184}
        of={["person"]}
        clearable={false}
        value={person === "" ? null : { of: "person", key: person }}
        onChange={(picked) => picked && onChange({ person: picked.key, op: isAgo(value) ? "eq" : op })}
      />
      <Select
        size="sm"
        w={164}
        allowDeselect={false}
        aria-label="Comparison"
        data={OPERATORS}
        value={shown}
        onChange={(picked) => setOperator(picked ?? "eq")}
      />
      {isAgo(value) ? (
        <SpanInput label="How long" value={value.ago} onChange={(ago) => onChange({ ...leaf, value: { ago } })} />
      ) : (
        !takesNone(op) && person !== "" && <Value key={person} leaf={leaf} onChange={onChange} />
      )}
    </Group>
  );
}

function Value({ leaf, onChange }: { leaf: PersonLeaf; onChange: (leaf: PersonLeaf) => void }) {
  const { typed, setTyped, searched } = useTyped();
  const { op = "eq", value } = leaf;
  const given = (isAgo(value) ? [] : [value ?? []].flat()).map(String);
  const values = useValues("person", leaf.person, undefined, searched).data?.values ?? [];
  if (op === "date_before" || op === "date_after") {
    return <DayInput label="Value" value={given[0] ?? ""} onChange={(day) => onChange({ ...leaf, value: day })} />;
  }
  if (takesSeveral(op)) {
    return (
      <TagsInput
        aria-label="Value"
        size="sm"
        miw={180}
        maw={360}
        placeholder={given.length === 0 ? "Value" : ""}
        data={values.map((one) => one.value)}
        value={given}
        searchValue={typed}
        onSearchChange={setTyped}
        acceptValueOnBlur
        splitChars={[]}
        onChange={(next) => onChange({ ...leaf, value: next.length === 1 ? (next[0] ?? "") : next })}
      />
    );
  }
  return (
    <TextInput
      aria-label="Value"
      size="sm"
      w={150}
      placeholder="Value"
      inputMode={comparesNumbers(op) ? "decimal" : "text"}
      error={comparesNumbers(op) && given[0] && !isNumber(given[0]) ? "Write a number" : null}
      value={given[0] ?? ""}
      onChange={(event) => onChange({ ...leaf, value: event.currentTarget.value })}
    />
  );
}
