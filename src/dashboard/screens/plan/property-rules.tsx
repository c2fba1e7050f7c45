import { Group, NumberInput, TagsInput, TextInput } from "@mantine/core";
import type { PropertySchema } from "#dashboard/api/tracking-plan.ts";
import type { PropertyRow } from "#dashboard/screens/plan/property-rows.ts";

/** What a property may hold beyond its type. */
export function PropertyRules({ row, onChange }: { row: PropertyRow; onChange: (row: PropertyRow) => void }) {
  const { type, rule, name } = row;
  const say = (said: PropertySchema) => onChange({ ...row, rule: { ...rule, ...said } });
  const isNumber = type === "number" || type === "integer";
  const least = isNumber ? "minimum" : "minLength";
  const most = isNumber ? "maximum" : "maxLength";
  const numberOf = (value: string | number) => (typeof value === "number" ? value : undefined);
  return (
    <Group gap="sm" align="flex-start" mt="xs" role="group" aria-label={`More about ${name}`}>
      <TextInput
        label="What it means"
        style={{ flex: "1 1 240px" }}
        maxLength={1_000}
        value={rule.description ?? ""}
        onChange={(event) =>
          say({ description: event.currentTarget.value === "" ? undefined : event.currentTarget.value })
        }
      />
      {(type === "string" || isNumber) && (
        <>
          <TagsInput
            label="Only these values"
            description="Enter after each; none: any."
            style={{ flex: "1 1 240px" }}
            value={(rule.enum ?? []).map(String)}
            onChange={(values) => say({ enum: enumOf(values, isNumber) })}
          />
          <NumberInput
            label={isNumber ? "At least" : "At least so many characters"}
            w={150}
            value={rule[least] ?? ""}
            onChange={(value) => say({ [least]: numberOf(value) })}
          />
          <NumberInput
            label={isNumber ? "At most" : "At most so many characters"}
            w={150}
            value={rule[most] ?? ""}
            onChange={(value) => say({ [most]: numberOf(value) })}
          />
        </>
      )}
      {type === "string" && (
        <TextInput
          label="Pattern"
          description="A regular expression, such as ^[A-Z]{2}$"
          style={{ flex: "1 1 240px" }}
          maxLength={200}
          value={rule.pattern ?? ""}
          onChange={(event) =>
            say({ pattern: event.currentTarget.value === "" ? undefined : event.currentTarget.value })
          }
        />
      )}
    </Group>
  );
}

function enumOf(values: readonly string[], isNumber: boolean): PropertySchema["enum"] {
  const known = isNumber ? values.map(Number).filter((value) => !Number.isNaN(value)) : [...values];
  return known.length === 0 ? undefined : known;
}
