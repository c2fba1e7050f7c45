import { Group, SegmentedControl, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useState } from "react";
import type { Source } from "#dashboard/api/workspace.ts";
import { IconSearch } from "#dashboard/icons.ts";
import type { Shown } from "#dashboard/screens/debugger/use-verdicts.ts";

const TABS = [
  { value: "all", label: "All" },
  { value: "stored", label: "Stored" },
  { value: "refused", label: "Refused" },
];

/** Narrows the list down; everything goes into the address. */
export function Filters({
  shown,
  typed,
  sources,
  reasons,
  onChange,
}: {
  shown: Shown;
  typed: string;
  sources: readonly Source[];
  reasons: Record<string, string>;
  onChange: (changes: Record<string, string | null>, replace?: boolean) => void;
}) {
  const [text, setText] = useState(typed);
  const [before, setBefore] = useState(typed);
  // Back and forward change the address under the field.
  if (typed !== before) {
    setBefore(typed);
    setText(typed);
  }
  const search = useDebouncedCallback((next: string) => onChange({ search: next === "" ? null : next }, true), 200);
  const known = sources.map(({ id, name }) => ({ value: String(id), label: name }));
  return (
    <Group p="md" gap="sm">
      <SegmentedControl
        aria-label="Verdict"
        data={TABS}
        value={shown.tab}
        onChange={(tab) => onChange({ tab: tab === "all" ? null : tab, ...(tab === "stored" && { reason: null }) })}
      />
      <Select
        aria-label="Source"
        placeholder="All sources"
        clearable
        clearButtonProps={{ "aria-label": "All sources" }}
        searchable
        w={200}
        data={[...known, { value: "0", label: "No source (unknown key)" }]}
        value={shown.source}
        onChange={(source) => onChange({ source })}
      />
      <Select
        aria-label="Reason"
        placeholder="All reasons"
        clearable
        clearButtonProps={{ "aria-label": "All reasons" }}
        searchable
        w={240}
        data={Object.entries(reasons).map(([value, label]) => ({ value, label }))}
        value={shown.reason}
        onChange={(reason) => onChange({ reason, ...(reason !== null && { tab: "refused" }) })}
      />
      <TextInput
        aria-label="Search in what came"
        placeholder="Event, person, any value"
        leftSection={<IconSearch size={16} />}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          search(event.currentTarget.value);
        }}
        style={{ flex: "1 1 180px" }}
      />
    </Group>
  );
}
