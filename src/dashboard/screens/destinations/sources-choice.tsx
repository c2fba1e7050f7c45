import { MultiSelect } from "@mantine/core";
import { useSources } from "#dashboard/api/workspace.ts";

/** Which sources' events go; null: all. */
export function SourcesChoice({
  sources,
  onChange,
}: {
  sources: number[] | null;
  onChange: (sources: number[] | null) => void;
}) {
  const known = useSources().data?.sources ?? [];
  const chosen = sources ?? [];
  const options = [
    ...known.map(({ id, name }) => ({ value: String(id), label: name })),
    ...chosen
      .filter((id) => known.every((one) => one.id !== id))
      .map((id) => ({ value: String(id), label: `Source ${id}` })),
  ];
  return (
    <MultiSelect
      label="Sources"
      description="Whose events go there. Choose none for all of them, also those you add later."
      placeholder={chosen.length === 0 ? "All sources" : ""}
      data={options}
      searchable
      clearable
      hidePickedOptions
      nothingFoundMessage="No source of this name"
      value={chosen.map(String)}
      onChange={(next) => onChange(next.length === 0 ? null : next.map(Number))}
    />
  );
}
