import { Anchor, Avatar, Group, Pagination, Skeleton, Table, Text } from "@mantine/core";
import { Link } from "wouter";
import { usePerson } from "#dashboard/api/person.ts";
import { number, personName } from "#dashboard/report/labels.ts";
import { cellText, columnName } from "#dashboard/screens/people/columns.ts";
import { displayName, personAddress } from "#dashboard/report/display-name.ts";
import { useTimes } from "#dashboard/report/use-times.ts";

export const ROWS = 25;

/** The people found, a page of them at a time; what is known of each comes with the page. */
export function PeopleTable({
  people,
  columns,
  page,
  onPage,
}: {
  people: readonly string[];
  columns: readonly string[];
  page: number;
  onPage: (page: number) => void;
}) {
  const pages = Math.max(1, Math.ceil(people.length / ROWS));
  const shown = Math.min(page, pages);
  const from = (shown - 1) * ROWS;
  return (
    <>
      <div className="scroll-x">
        <Table verticalSpacing={8} horizontalSpacing="md" highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              <Table.Th miw={220}>Person</Table.Th>
              {columns.map((key) => (
                <Table.Th key={key} ta={key === "$events" ? "right" : undefined} style={{ whiteSpace: "nowrap" }}>
                  {columnName(key)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {people.slice(from, from + ROWS).map((id) => (
              <PersonRow key={id} id={id} columns={columns} />
            ))}
          </Table.Tbody>
        </Table>
      </div>
      {people.length > ROWS && (
        <Group px="md" py="sm" justify="space-between" gap="sm">
          <Text size="sm" c="dimmed">
            {number(from + 1)} to {number(Math.min(from + ROWS, people.length))} of {number(people.length)}
          </Text>
          <Pagination
            size="sm"
            value={shown}
            onChange={onPage}
            total={pages}
            siblings={1}
            boundaries={1}
            getControlProps={(control) => ({ "aria-label": `${control} page` })}
            getItemProps={(at) => ({ "aria-label": `Page ${at}` })}
          />
        </Group>
      )}
    </>
  );
}

function PersonRow({ id, columns }: { id: string; columns: readonly string[] }) {
  const { data: person, error } = usePerson(id);
  const at = useTimes();
  const name = person === undefined ? personName(id) : displayName(person);
  const isNamed = name !== personName(id);
  return (
    <Table.Tr>
      <Table.Td>
        <Group gap={10} wrap="nowrap">
          <Avatar size={30} radius="xl" color="tide" {...(isNamed && { name })} alt="" />
          <div style={{ minWidth: 0 }}>
            <Anchor component={Link} href={personAddress(id)} size="sm" fw={600} truncate display="block" maw={240}>
              {name}
            </Anchor>
            {isNamed && (
              <Text size="xs" c="dimmed" truncate maw={240}>
                {personName(id)}
              </Text>
            )}
          </div>
        </Group>
      </Table.Td>
      {columns.map((key) => (
        <Table.Td key={key} ta={key === "$events" ? "right" : undefined}>
          {person === undefined && error === null ? (
            <Skeleton height={12} w={80} />
          ) : (
            <Text size="sm" className="number" truncate maw={260} title={person && cellText(person, key, at)}>
              {person === undefined ? "" : cellText(person, key, at)}
            </Text>
          )}
        </Table.Td>
      ))}
    </Table.Tr>
  );
}
