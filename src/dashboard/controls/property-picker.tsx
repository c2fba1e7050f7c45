import { Select, type SelectProps } from "@mantine/core";
import { useProperties, useTraits } from "#dashboard/api/schema.ts";
import { useTyped } from "#dashboard/controls/use-typed.ts";
import { propertyName } from "#dashboard/report/labels.ts";

/** A property of events, or of people. */
export interface PropertyRef {
  of: "event" | "person";
  key: string;
}

const textOf = ({ of, key }: PropertyRef): string => `${of}:${key}`;
const refOf = (text: string): PropertyRef => {
  const at = text.indexOf(":");
  return { of: text.slice(0, at) === "person" ? "person" : "event", key: text.slice(at + 1) };
};

/** Picks a property of an event (undefined: of any), or a trait of people; numeric ones only, where those are asked for. */
export function PropertyPicker({
  value,
  onChange,
  event,
  of = ["event", "person"],
  numeric = false,
  more = [],
  ...rest
}: {
  value: PropertyRef | null;
  onChange: (property: PropertyRef | null) => void;
  event?: string | undefined;
  of?: readonly PropertyRef["of"][];
  numeric?: boolean;
  /** Stamped ones that are offered though no list of them has these. */
  more?: readonly string[];
} & Omit<SelectProps, "value" | "onChange" | "data">) {
  const { typed, setTyped, searched } = useTyped();
  const shown = value === null ? "" : propertyName(value.key);
  const search = searched === shown ? "" : searched;
  const properties = useProperties(event).data?.properties ?? [];
  const traits = useTraits(search).data?.traits ?? [];
  const ofEvents = properties.filter(({ type }) => !numeric || type === "number" || type === "mixed");
  const own = ofEvents.filter(({ stamped }) => !stamped).map(({ property }) => optionOf("event", property));
  const listed = ofEvents.filter((one) => one.stamped).map(({ property }) => property);
  const stamped = [...new Set([...more, ...listed])].map((property) => optionOf("event", property));
  const ofPeople = traits.map(({ trait }) => optionOf("person", trait));
  const groups = [
    ...(of.includes("event")
      ? [
          { group: "Of the event", items: own },
          { group: "Where it came from", items: stamped },
        ]
      : []),
    ...(of.includes("person") ? [{ group: "Of the person", items: ofPeople }] : []),
  ];
  const known = groups.some(({ items }) => items.some((item) => value !== null && item.value === textOf(value)));
  return (
    <Select
      searchable
      clearable
      maxDropdownHeight={320}
      nothingFoundMessage="No property of this name was seen"
      data={[
        ...(value !== null && !known ? [{ group: "Chosen", items: [optionOf(value.of, value.key)] }] : []),
        ...groups.filter(({ items }) => items.length > 0),
      ]}
      value={value === null ? null : textOf(value)}
      onChange={(picked) => onChange(picked === null ? null : refOf(picked))}
      searchValue={typed}
      onSearchChange={setTyped}
      {...rest}
    />
  );
}

const optionOf = (of: PropertyRef["of"], key: string) => ({ value: textOf({ of, key }), label: propertyName(key) });
