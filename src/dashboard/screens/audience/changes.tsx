import "#dashboard/report/stacked.css";
import { Anchor, Table, Text } from "@mantine/core";
import { Link } from "wouter";
import type { ChangeCause } from "#core/audience.ts";
import { type MembershipChange, useMembershipChanges } from "#dashboard/api/audiences.ts";
import { Trouble } from "#dashboard/report/answer-frame.tsx";
import { ShowMore } from "#dashboard/report/show-more.tsx";
import { Somebody } from "#dashboard/report/somebody.tsx";
import { useTimes } from "#dashboard/report/use-times.ts";
import { Waiting } from "#dashboard/report/waiting.tsx";

const WHY: Record<ChangeCause, string> = {
  event: "what they did",
  trait: "something else is known of them",
  time: "time went by",
  merge: "two people turned out to be one",
  unmerge: "one person turned out to be two",
  first_compute: "so it was when the audience was computed",
  correction: "a check of everything put it right",
  imported: "it was imported",
};

/** Who came and went, when and why; the newest first. */
export function Changes({ id }: { id: number }) {
  const pages = useMembershipChanges(id);
  const { data, error, refetch } = pages;
  const times = useTimes();
  if (data === undefined)
    return error === null ? <Waiting height={240} /> : <Trouble error={error} again={() => void refetch()} />;
  const changes = data.pages.flatMap((page) => page.changes);
  if (changes.length === 0)
    return (
      <Text size="sm" c="dimmed" p="md">
        Nobody entered or left yet.
      </Text>
    );
  return (
    <div className="scroll-x stacked">
      <Table verticalSpacing={8} horizontalSpacing="md" highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Person</Table.Th>
            <Table.Th>What</Table.Th>
            <Table.Th>Why</Table.Th>
            <Table.Th>When</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {changes.map((one, at) => (
            // The newest come in front, so places from the end stay.
            <Table.Tr key={`${changes.length - at} ${one.at} ${one.person.id}`} data-change={one.change}>
              <Table.Td maw={260}>
                <Somebody person={one.person} />
              </Table.Td>
              <Table.Td>
                <Text size="sm" fw={600} c={one.change === "entered" ? "var(--better)" : "dimmed"}>
                  {one.change === "entered" ? "Entered" : "Left"}
                </Text>
              </Table.Td>
              <Table.Td>
                <Why change={one} />
              </Table.Td>
              <Table.Td style={{ whiteSpace: "nowrap" }}>{times.full(one.at)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <ShowMore of={pages} />
    </div>
  );
}

function Why({ change: { because, messageId } }: { change: MembershipChange }) {
  if (messageId === null) return <Text size="sm">{WHY[because]}</Text>;
  return (
    <Anchor component={Link} href={`/debugger?id=${encodeURIComponent(messageId)}`} size="sm">
      {WHY[because]}
    </Anchor>
  );
}
