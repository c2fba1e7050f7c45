import { Combobox, Text, TextInput, useCombobox } from "@mantine/core";
import { useEffect, useState } from "react";
import { useLocation } from "wouter";
import type { CohortAnswer } from "#core/answer.ts";
import { useAnswer } from "#dashboard/api/answer.ts";
import { usePerson } from "#dashboard/api/person.ts";
import { useTyped } from "#dashboard/controls/use-typed.ts";
import { IconSearch } from "#dashboard/icons.ts";
import { personName } from "#dashboard/report/labels.ts";
import { displayName, personAddress, valueText } from "#dashboard/report/display-name.ts";

const LOOKED_IN = ["email", "name", "firstName", "lastName", "username"];
const MOST = 6;
const SHORTEST = 2;

/** Goes to somebody's page, by name, e-mail or any of their ids. */
export function FindPerson() {
  const { typed, setTyped, searched } = useTyped();
  const [, navigate] = useLocation();
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const text = searched.trim();
  const { answer, isOld, isAsking } = useAnswer<CohortAnswer>(
    text.length < SHORTEST
      ? null
      : { kind: "cohort", where: { or: LOOKED_IN.map((person) => ({ person, op: "contains", value: text })) } },
  );
  const found = text.length < SHORTEST ? [] : (answer?.people.slice(0, MOST) ?? []);
  const more = (answer?.count ?? 0) - found.length;
  const isSettled = typed.trim() === text && (text.length < SHORTEST || (!isOld && !isAsking));
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
              <Found id={id} />
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

function Found({ id }: { id: string }) {
  const { data: person } = usePerson(id);
  return (
    <>
      <Text size="sm" fw={600} truncate>
        {person === undefined ? personName(id) : displayName(person)}
      </Text>
      <Text size="xs" className="people-found-more" truncate>
        {[valueText(person?.traits["email"]), personName(id)].filter((one) => one !== "").join(" · ")}
      </Text>
    </>
  );
}
