import { Autocomplete, Group, Select, Switch, TextInput } from "@mantine/core";
import type { Action } from "#core/automation.ts";
import { useTraits } from "#dashboard/api/schema.ts";

type TraitAction = Extract<Action, { trait: string }>;
const TYPES = [
  { value: "text", label: "Text" },
  { value: "number", label: "Number" },
  { value: "boolean", label: "Yes or no" },
  { value: "null", label: "Take it away" },
] as const;
type ValueType = (typeof TYPES)[number]["value"];

const typeOf = (value: TraitAction["value"]): ValueType => {
  if (value === null) return "null";
  return typeof value === "number" ? "number" : typeof value === "boolean" ? "boolean" : "text";
};
const FIRST: Record<ValueType, TraitAction["value"]> = { text: "", number: 1, boolean: true, null: null };

/** What is to be noted of the person from then on. */
export function TraitFields({ action, onChange }: { action: TraitAction; onChange: (action: Action) => void }) {
  const { trait, value } = action;
  const traits = useTraits(trait).data?.traits ?? [];
  const type = typeOf(value);
  return (
    <Group align="flex-end" gap="sm">
      <Autocomplete
        label="What is noted"
        required
        placeholder="vip"
        maxLength={256}
        data={[...new Set(traits.map((one) => one.trait))]}
        value={trait}
        onChange={(next) => onChange({ ...action, trait: next })}
      />
      <Select
        label="As"
        w={150}
        allowDeselect={false}
        data={TYPES}
        value={type}
        onChange={(next) =>
          onChange({ ...action, value: FIRST[TYPES.find((one) => one.value === next)?.value ?? "text"] })
        }
      />
      {typeof value === "boolean" && (
        <Switch
          mb={8}
          label={value ? "yes" : "no"}
          checked={value}
          onChange={(event) => onChange({ ...action, value: event.currentTarget.checked })}
        />
      )}
      {(type === "text" || type === "number") && (
        <TextInput
          label="Value"
          type={type === "number" ? "number" : "text"}
          maxLength={1_000}
          value={String(value)}
          onChange={({ currentTarget: { value: typed } }) =>
            onChange({ ...action, value: type === "number" && typed !== "" ? Number(typed) : typed })
          }
        />
      )}
    </Group>
  );
}
