import { Select, type SelectProps } from "@mantine/core";
import type { CohortAnswer } from "#core/answer.ts";
import { useAnswer } from "#dashboard/api/answer.ts";
import { usePerson } from "#dashboard/api/person.ts";
import { peopleCalled } from "#dashboard/controls/people/people-called.ts";
import { PersonOption } from "#dashboard/controls/people/person-option.tsx";
import { useTyped } from "#dashboard/controls/use-typed.ts";
import { displayName } from "#dashboard/report/display-name.ts";
import { personName } from "#dashboard/report/labels.ts";

const MOST = 10;

/** Picks somebody by name or address; before anything is typed, one of `proposed`. */
export function PersonPicker({
  value,
  onChange,
  proposed,
  ...rest
}: {
  value: string | null;
  onChange: (person: string | null) => void;
  proposed: readonly string[];
} & Omit<SelectProps, "value" | "onChange" | "data">) {
  const { typed, setTyped, searched } = useTyped();
  const { data: chosen } = usePerson(value);
  const shown = value === null ? "" : chosen === undefined ? personName(value) : displayName(chosen);
  const question = searched.trim() === shown ? null : peopleCalled(searched.trim());
  const { answer } = useAnswer<CohortAnswer>(question);
  const found = question === null ? proposed : (answer?.people ?? []);
  const ids = [...new Set([...(value === null ? [] : [value]), ...found])].slice(0, MOST);
  return (
    <Select
      searchable
      placeholder="Name or e-mail"
      nothingFoundMessage={searched.trim() === "" ? "Type a name or an e-mail address" : "Nobody of this name"}
      maxDropdownHeight={320}
      // The server has searched already, and in more than the label.
      filter={({ options }) => options}
      data={ids.map((id) => ({ value: id, label: id === value ? shown : personName(id) }))}
      value={value}
      onChange={onChange}
      searchValue={typed}
      onSearchChange={setTyped}
      renderOption={({ option }) => <PersonOption id={option.value} />}
      {...rest}
    />
  );
}
