import { Button, Checkbox, Popover, ScrollArea, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTraits } from "#dashboard/api/schema.ts";
import { IconColumns } from "#dashboard/icons.ts";
import { columnName, OWN_COLUMNS } from "#dashboard/screens/people/columns.ts";

/** Chooses the columns of the table. */
export function ColumnsMenu({
  columns,
  onChange,
}: {
  columns: readonly string[];
  onChange: (columns: string[] | null) => void;
}) {
  const [search, setSearch] = useState("");
  const traits = useTraits(search).data?.traits ?? [];
  const keys = [...new Set([...columns, ...OWN_COLUMNS.map(({ key }) => key), ...traits.map(({ trait }) => trait)])];
  const found = keys.filter((key) => columnName(key).toLowerCase().includes(search.toLowerCase()));
  return (
    <Popover trapFocus position="bottom-end" width={280} returnFocus>
      <Popover.Target>
        <Button size="compact-md" fz="sm" variant="default" leftSection={<IconColumns size={16} />}>
          Columns
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Columns">
        <Stack gap="xs">
          <TextInput
            size="sm"
            aria-label="Find a column"
            placeholder="Find a column"
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
          <ScrollArea.Autosize mah={300}>
            <Stack gap={8} p={2}>
              {found.map((key) => (
                <Checkbox
                  key={key}
                  size="sm"
                  label={columnName(key)}
                  checked={columns.includes(key)}
                  onChange={(event) =>
                    onChange(event.currentTarget.checked ? [...columns, key] : columns.filter((one) => one !== key))
                  }
                />
              ))}
              {found.length === 0 && <Text size="sm">Nothing of this name is known of anybody.</Text>}
            </Stack>
          </ScrollArea.Autosize>
          <Button size="compact-sm" variant="subtle" onClick={() => onChange(null)}>
            Back to the usual ones
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
