import { ActionIcon, Button, Group, SegmentedControl, Select, Stack, TagsInput, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Operator } from "#core/comparison.ts";
import type { Condition } from "#core/question.ts";
import { OPERATOR_NAMES, takesNone } from "#core/report/operator-names.ts";
import { useValues } from "#dashboard/api/schema.ts";
import { filterOf, type FilterRow, type FilterRows, rowsOf, takesSeveral } from "#dashboard/controls/filter-tree.ts";
import { PropertyPicker, type PropertyRef } from "#dashboard/controls/property-picker.tsx";
import { useTyped } from "#dashboard/controls/use-typed.ts";
import { IconPlus, IconX } from "#dashboard/icons.ts";

const NONE: readonly string[] = [];

const OPERATORS = Object.entries(OPERATOR_NAMES).map(([value, label]) => ({ value, label }));

/**
 * Filters as rows: a property, how it is compared, with what. Only whole rows are told to `onChange`; a row that still
 * lacks something stays here.
 */
export function FilterBuilder({
  filter,
  onChange,
  event,
  of = ["event", "person"],
  label = "Filters",
  more = NONE,
}: {
  filter: Condition | undefined;
  onChange: (filter: Condition | undefined) => void;
  event?: string | undefined;
  of?: readonly PropertyRef["of"][];
  label?: string;
  /** Properties of events that are offered though no list of them has these. */
  more?: readonly string[];
}) {
  const given = rowsOf(filter);
  const [draft, setDraft] = useState<FilterRows | null>(null);
  if (given === null) {
    return (
      <Group gap="xs">
        <Text size="sm">{label}: a condition written elsewhere</Text>
        <Button size="compact-sm" variant="default" onClick={() => onChange(undefined)}>
          Remove it
        </Button>
      </Group>
    );
  }
  // A draft is shown for as long as what is whole of it is what the address says.
  const isCurrent = draft !== null && JSON.stringify(filterOf(draft)) === JSON.stringify(filter);
  const shown = isCurrent ? draft : given;
  const change = (next: FilterRows) => {
    setDraft(next);
    const made = filterOf(next);
    if (JSON.stringify(made) !== JSON.stringify(filter)) onChange(made);
  };
  const setRow = (at: number, row: FilterRow | null) =>
    change({ ...shown, rows: shown.rows.flatMap((one, place) => (place === at ? (row ?? []) : one)) });
  return (
    <Stack gap={6}>
      {shown.rows.map((row, at) => (
        <Row
          // Rows have no names of their own, and their order doesn't change.
          // oxlint-disable-next-line no-array-index-key
          key={at}
          row={row}
          event={event}
          of={of}
          more={more}
          onChange={(next) => setRow(at, next)}
        />
      ))}
      <Group gap="xs">
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconPlus size={14} />}
          onClick={() =>
            change({ ...shown, rows: [...shown.rows, { property: { of: of[0] ?? "event", key: "" }, op: "eq" }] })
          }
        >
          {shown.rows.length === 0 ? "Add filter" : "Add another"}
        </Button>
        {shown.rows.length > 1 && (
          <SegmentedControl
            size="xs"
            aria-label="Filters that must hold"
            data={[
              { value: "all", label: "all hold" },
              { value: "any", label: "any holds" },
            ]}
            value={shown.match}
            onChange={(match) => change({ ...shown, match: match === "any" ? "any" : "all" })}
          />
        )}
      </Group>
    </Stack>
  );
}

function Row({
  row,
  event,
  of,
  more,
  onChange,
}: {
  row: FilterRow;
  event: string | undefined;
  of: readonly PropertyRef["of"][];
  more: readonly string[];
  onChange: (row: FilterRow | null) => void;
}) {
  return (
    <Group gap={6} wrap="wrap" align="flex-start">
      <PropertyPicker
        aria-label="Property"
        placeholder="Property"
        size="sm"
        w={180}
        of={of}
        more={more}
        event={event}
        clearable={false}
        value={row.property.key === "" ? null : row.property}
        onChange={(property) => property !== null && onChange({ ...row, property, value: undefined })}
      />
      <Select
        aria-label="Comparison"
        size="sm"
        w={150}
        allowDeselect={false}
        data={OPERATORS}
        value={row.op}
        onChange={(op) => onChange({ ...row, op: (op ?? "eq") as Operator })}
      />
      {!takesNone(row.op) && row.property.key !== "" && <Value row={row} event={event} onChange={onChange} />}
      <ActionIcon
        size={36}
        variant="subtle"
        color="gray"
        aria-label="Remove this filter"
        onClick={() => onChange(null)}
      >
        <IconX size={16} />
      </ActionIcon>
    </Group>
  );
}

function Value({
  row,
  event,
  onChange,
}: {
  row: FilterRow;
  event: string | undefined;
  onChange: (row: FilterRow) => void;
}) {
  const { typed, setTyped, searched } = useTyped();
  const { of, key } = row.property;
  const values = useValues(of, key, event, searched).data?.values ?? [];
  const several = [row.value ?? []].flat();
  if (takesSeveral(row.op)) {
    return (
      <TagsInput
        aria-label="Value"
        size="sm"
        miw={180}
        maw={360}
        placeholder={several.length === 0 ? "Value" : ""}
        data={values.map(({ value }) => value)}
        value={several}
        searchValue={typed}
        onSearchChange={setTyped}
        acceptValueOnBlur
        splitChars={[]}
        onChange={(value) => onChange({ ...row, value: value.length === 1 ? value[0] : value })}
      />
    );
  }
  const isDate = row.op === "date_before" || row.op === "date_after";
  return <OneValue key={key} row={row} isDate={isDate} onChange={onChange} />;
}

/** Told when it is left or entered: each letter would be a question of its own. */
function OneValue({ row, isDate, onChange }: { row: FilterRow; isDate: boolean; onChange: (row: FilterRow) => void }) {
  const given = [row.value ?? ""].flat()[0] ?? "";
  const [text, setText] = useState(given);
  const done = () => text !== given && onChange({ ...row, value: text });
  return (
    <TextInput
      aria-label="Value"
      size="sm"
      w={180}
      type={isDate ? "date" : "text"}
      placeholder="Value"
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={done}
      onKeyDown={(event) => event.key === "Enter" && done()}
    />
  );
}
