import { Group, Select, type SelectProps, Text } from "@mantine/core";
import { useEvents } from "#dashboard/api/schema.ts";
import { useTyped } from "#dashboard/controls/use-typed.ts";
import { shortNumber } from "#dashboard/report/labels.ts";

const ANY = "\u0000any";

/** Picks an event by its name, the busiest first; null is any event. */
export function EventPicker({
  value,
  onChange,
  withAny = false,
  ...rest
}: {
  value: string | null | undefined;
  onChange: (event: string | null) => void;
  withAny?: boolean;
} & Omit<SelectProps, "value" | "onChange" | "data">) {
  const { typed, setTyped, searched } = useTyped();
  const name = value === undefined ? "" : (value ?? "Any event");
  // The picker shows the name it has; only what is typed over it is a search.
  const events = useEvents(searched === name ? "" : searched).data?.events ?? [];
  const volume = new Map(events.map((event) => [event.name, event.volume]));
  const names = [...new Set([...(value ? [value] : []), ...events.map((event) => event.name)])];
  return (
    <Select
      searchable
      allowDeselect={false}
      nothingFoundMessage="No event of this name was seen"
      maxDropdownHeight={320}
      data={[
        ...(withAny ? [{ value: ANY, label: "Any event" }] : []),
        ...names.map((one) => ({ value: one, label: one })),
      ]}
      value={value === null ? ANY : (value ?? null)}
      onChange={(picked) => onChange(picked === ANY ? null : picked)}
      searchValue={typed}
      onSearchChange={setTyped}
      renderOption={({ option }) => (
        <Group justify="space-between" wrap="nowrap" w="100%">
          <Text size="sm" truncate>
            {option.label}
          </Text>
          <Text size="xs" c="dimmed">
            {shortNumber(volume.get(option.value) ?? 0) === "0" ? "" : shortNumber(volume.get(option.value) ?? 0)}
          </Text>
        </Group>
      )}
      {...rest}
    />
  );
}
