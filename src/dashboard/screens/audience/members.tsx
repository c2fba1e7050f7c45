import "#dashboard/report/stacked.css";
import { Table, Text } from "@mantine/core";
import { useMembers } from "#dashboard/api/audiences.ts";
import { Trouble } from "#dashboard/report/answer-frame.tsx";
import { ShowMore } from "#dashboard/report/show-more.tsx";
import { Somebody } from "#dashboard/report/somebody.tsx";
import { useTimes } from "#dashboard/report/use-times.ts";
import { Waiting } from "#dashboard/report/waiting.tsx";

/** Who is in it now, and since when. */
export function Members({ id }: { id: number }) {
  const pages = useMembers(id);
  const { data, error, refetch } = pages;
  const times = useTimes();
  if (data === undefined)
    return error === null ? <Waiting height={240} /> : <Trouble error={error} again={() => void refetch()} />;
  const people = data.pages.flatMap((page) => page.people);
  if (people.length === 0)
    return (
      <Text size="sm" c="dimmed" p="md">
        Nobody is in it right now.
      </Text>
    );
  return (
    <div className="scroll-x stacked">
      <Table verticalSpacing={8} horizontalSpacing="md" highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Person</Table.Th>
            <Table.Th>In it since</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {people.map((person) => (
            <Table.Tr key={person.id}>
              <Table.Td maw={280}>
                <Somebody person={person} />
              </Table.Td>
              <Table.Td style={{ whiteSpace: "nowrap" }}>{times.full(person.since)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <ShowMore of={pages} />
    </div>
  );
}
