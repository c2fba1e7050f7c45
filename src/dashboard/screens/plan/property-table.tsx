import { ActionIcon, Button, Checkbox, NativeSelect, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Evidence } from "#dashboard/api/tracking-plan.ts";
import { IconPlus, IconX } from "#dashboard/icons.ts";
import { number, percent } from "#dashboard/report/labels.ts";
import { PropertyRules } from "#dashboard/screens/plan/property-rules.tsx";
import { emptyRow, type PropertyRow, type RowType, TYPE_WORDS } from "#dashboard/screens/plan/property-rows.ts";
import { ruleWords } from "#dashboard/screens/plan/rule-words.ts";

const TYPES = Object.entries(TYPE_WORDS).map(([value, label]) => ({ value, label }));

/** Properties of an event, or of an object in it, one below the other. */
export function PropertyTable({
  rows,
  within,
  evidence,
  onChange,
}: {
  rows: readonly PropertyRow[];
  /** The path of the object whose properties these are; "" for the event's own. */
  within: string;
  evidence: Evidence | null;
  onChange: (rows: PropertyRow[]) => void;
}) {
  const replace = (at: number, row: PropertyRow) => onChange(rows.map((one, index) => (index === at ? row : one)));
  return (
    <>
      {rows.map((row, at) => (
        <PropertyEditor
          key={row.id}
          row={row}
          path={within === "" ? row.name : `${within}.${row.name}`}
          evidence={evidence}
          onChange={(next) => replace(at, next)}
          onRemove={() => onChange(rows.filter((_, index) => index !== at))}
        />
      ))}
      <div className="plan-property">
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconPlus size={14} />}
          onClick={() => onChange([...rows, emptyRow()])}
        >
          {within === "" ? "Add a property" : `Add to ${within}`}
        </Button>
      </div>
    </>
  );
}

/** One property: its name, its type, whether it has to be there, and on demand what else is said of it. */
function PropertyEditor({
  row,
  path,
  evidence,
  onChange,
  onRemove,
}: {
  row: PropertyRow;
  path: string;
  evidence: Evidence | null;
  onChange: (row: PropertyRow) => void;
  onRemove: () => void;
}) {
  const [isOpen, setOpen] = useState(false);
  const { name, type, required } = row;
  const called = name === "" ? "the new property" : name;
  const seen = evidence?.properties[path];
  const more = ruleWords(row.rule);
  return (
    <div className="plan-property" data-property={path}>
      <div className="plan-property-line">
        <TextInput
          aria-label="Property"
          placeholder="Property"
          maxLength={255}
          value={name}
          onChange={(event) => onChange({ ...row, name: event.currentTarget.value })}
        />
        <NativeSelect
          aria-label={`Type of ${called}`}
          data={type === "other" ? TYPES : TYPES.filter(({ value }) => value !== "other")}
          value={type}
          onChange={(event) => onChange({ ...row, type: event.currentTarget.value as RowType })}
        />
        <Checkbox
          label="Required"
          aria-label={`${called} is required`}
          checked={required}
          onChange={(event) => onChange({ ...row, required: event.currentTarget.checked })}
        />
        <ActionIcon variant="subtle" color="gray" aria-label={`Remove ${called}`} onClick={onRemove}>
          <IconX size={16} />
        </ActionIcon>
      </div>
      <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
        {seen &&
          `${percent(seen.share)} had it${seen.values === null ? "" : `, ${number(seen.values)} different values`}. `}
        {more}{" "}
        <Button
          size="compact-xs"
          variant="subtle"
          aria-expanded={isOpen}
          aria-label={`More about ${called}`}
          onClick={() => setOpen(!isOpen)}
        >
          {isOpen ? "Less" : "More"}
        </Button>
      </Text>
      {isOpen && <PropertyRules row={row} onChange={onChange} />}
      {(type === "object" || type === "objects") && (
        <PropertyTable
          rows={row.inner}
          within={type === "objects" ? `${path}[]` : path}
          evidence={evidence}
          onChange={(inner) => onChange({ ...row, inner })}
        />
      )}
    </div>
  );
}
