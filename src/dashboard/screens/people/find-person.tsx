import { Combobox, Text, TextInput, useCombobox } from "@mantine/core";
import { useEffect, useState } from "react";
import { useLocation } from "wouter";
import type { CohortAnswer } from "#core/answer.ts";
import { useAnswer } from "#dashboard/api/answer.ts";
import { peopleCalled } from "#dashboard/controls/people/people-called.ts";
import { PersonOption } from "#dashboard/controls/people/person-option.tsx";
import { useTyped } from "#dashboard/controls/use-typed.ts";
import { IconSearch } from "#dashboard/icons.ts";
import { personAddress } from "#dashboard/report/display-name.ts";

const MOST = 6;

/** Goes to somebody's page, by name, e-mail or any of their ids. */
export function FindPerson() {
  const { typed, setTyped, searched } = useTyped();
  const [, navigate] = useLocation();
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const text = searched.trim();
  const question = peopleCalled(text);
  const { answer, isOld, isAsking } = useAnswer<CohortAnswer>(question);
  const found = question === null ? [] : (answer?.people.slice(0, MOST) ?? []);
  const more = (answer?.count ?? 0) - found.length;
  const isSettled = typed.trim() === text && (question === null || (!isOld && !isAsking));
  const first = found[0] ?? text;
  // Whoever presses Enter before the answer is here means the first of what it will be.
  const [isEntered, setEntered] = useState(false);
  useEffect(() => {
    if (isSettled && isEntered && text !== "") navigate(personAddress(first));
  }, [isSettled, isEntered, text, first, navigate]);
  const { selectFirstOption, resetSelectedOption } = combobox;
  useEffect(() => {
    if (isSettled) selectFirstOption();
    else resetSelectedOption();
  }, [isSettled, first, selectFirstOption, resetSelectedOption]);
  return (
    <Combobox
      store={combobox}
      onOptionSubmit={(id) => {
        combobox.closeDropdown();
        navigate(personAddress(id));
      }}
    >
      <Combobox.Target>
        <TextInput
          size="sm"
          w={{ base: "100%", xs: 300 }}
          aria-label="Find a person by name, e-mail or id"
          placeholder="Find by name, e-mail or id"
          leftSection={<IconSearch size={16} />}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setEntered(false);
            combobox.openDropdown();
          }}
          onKeyDown={(event) => event.key === "Enter" && !isSettled && setEntered(true)}
          onFocus={() => typed.trim() !== "" && combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={typed.trim() === ""}>
        <Combobox.Options aria-label="People found">
          {found.map((id) => (
            <Combobox.Option value={id} key={id}>
              <PersonOption id={id} />
            </Combobox.Option>
          ))}
          <Combobox.Option value={typed.trim()}>
            <Text size="sm">Open the person with the id “{typed.trim()}”</Text>
          </Combobox.Option>
        </Combobox.Options>
        {found.length > 0 && more > 0 && (
          <Combobox.Footer>
            <Text size="xs" c="dimmed">
              and {more} more: type on
            </Text>
          </Combobox.Footer>
        )}
      </Combobox.Dropdown>
    </Combobox>
  );
}
