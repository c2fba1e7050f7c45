import { Anchor, Avatar, Group, Text } from "@mantine/core";
import { Link } from "wouter";
import type { Somebody as SomebodyListed } from "#dashboard/api/audiences.ts";
import { usePerson } from "#dashboard/api/person.ts";
import { displayName, personAddress, valueText } from "#dashboard/report/display-name.ts";
import { personName } from "#dashboard/report/labels.ts";

/** A person in a list: name and address, as a link to their page. */
export function Somebody({ person: { id, name, email } }: { person: SomebodyListed }) {
  // Erased since, or one with somebody else.
  if (id === "") return <Text size="sm">Somebody who is not here any more</Text>;
  const shown = name ?? email ?? personName(id);
  const more = [email, personName(id)].find((one) => one !== null && one !== shown);
  const isNamed = shown !== personName(id);
  return (
    <Group gap={10} wrap="nowrap" style={{ minWidth: 0 }}>
      <Avatar size={30} radius="xl" color="tide" {...(isNamed && { name: shown })} alt="" />
      <div style={{ minWidth: 0 }}>
        <Anchor component={Link} href={personAddress(id)} size="sm" fw={600} truncate display="block">
          {shown}
        </Anchor>
        {more !== undefined && (
          <Text size="xs" c="dimmed" truncate>
            {more}
          </Text>
        )}
      </div>
    </Group>
  );
}

/** The same for an id alone: what is known of them is asked for. */
export function SomebodyById({ id }: { id: string }) {
  const { data: person } = usePerson(id);
  const name = person === undefined ? null : displayName(person);
  const email = valueText(person?.traits["email"]);
  return <Somebody person={{ id, name, email: email === "" ? null : email }} />;
}
