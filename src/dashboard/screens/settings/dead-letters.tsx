import { Button, Group, Stack, Table, Text } from "@mantine/core";
import { Waiting } from "#dashboard/report/waiting.tsx";
import { notifications } from "@mantine/notifications";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { call } from "#dashboard/api/client.ts";
import { IconRefresh } from "#dashboard/icons.ts";
import { Trouble } from "#dashboard/report/answer-frame.tsx";
import { number } from "#dashboard/report/labels.ts";
import { useChange } from "#dashboard/api/use-change.ts";
import { useTimes } from "#dashboard/report/use-times.ts";
import { Section } from "#dashboard/screens/settings/section.tsx";

interface DeadLetter {
  id: number;
  reason: string;
  buriedAt: number;
  replayedAt: number | null;
}

/** Requests that were received but could not be stored, kept until somebody tries them again. */
export function DeadLetters() {
  const client = useQueryClient();
  const times = useTimes();
  const letters = useQuery({
    queryKey: ["dead-letters"],
    queryFn: ({ signal }) => call<{ deadLetters: DeadLetter[] }>("/api/dead-letters?limit=200", { signal }),
  });
  const { change, fault, isBusy } = useChange();
  const replay = async (ids?: number[]) => {
    const body = ids === undefined ? {} : { ids };
    const done = await change<{ replayed: number; more: boolean }>([
      ["/api/dead-letters/replay", { method: "POST", body }],
    ]);
    if (!done?.[0]) return;
    const { replayed, more } = done[0];
    const says = `${number(replayed)} ${replayed === 1 ? "request was" : "requests were"} sent through again.`;
    notifications.show({ message: more ? `${says} There are more: press again.` : says });
    await client.invalidateQueries({ queryKey: ["dead-letters"] });
  };
  const all = letters.data?.deadLetters ?? [];
  const isWaiting = all.some(({ replayedAt }) => replayedAt === null);
  return (
    <Section
      title="Received, but not stored"
      says="Requests that could not be stored after a hundred tries. They are kept here; sending them through again stores nothing twice."
    >
      {letters.error !== null && <Trouble error={letters.error} again={() => void letters.refetch()} />}
      {letters.isPending && <Waiting height={120} />}
      {fault !== null && (
        <Text size="sm" c="var(--worse)" role="alert">
          {fault}
        </Text>
      )}
      {letters.data && all.length === 0 && (
        <Text size="sm" fw={600} c="var(--better)">
          Nothing waits. Everything that was received is stored.
        </Text>
      )}
      {all.length > 0 && (
        <Stack gap="sm">
          <Group>
            <Button
              loading={isBusy}
              disabled={!isWaiting}
              leftSection={<IconRefresh size={16} />}
              onClick={() => void replay()}
            >
              Send all through again
            </Button>
          </Group>
          <div className="scroll-x">
            <Table verticalSpacing="xs" aria-label="Requests that were not stored">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Since</Table.Th>
                  <Table.Th miw={240}>Why</Table.Th>
                  <Table.Th>Sent again</Table.Th>
                  <Table.Th aria-label="Actions" />
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {all.map(({ id, reason, buriedAt, replayedAt }) => (
                  <Table.Tr key={id}>
                    <Table.Td style={{ whiteSpace: "nowrap" }}>{times.full(new Date(buriedAt).toISOString())}</Table.Td>
                    <Table.Td style={{ overflowWrap: "anywhere" }}>{reason}</Table.Td>
                    <Table.Td>
                      {replayedAt === null ? "not yet" : times.full(new Date(replayedAt).toISOString())}
                    </Table.Td>
                    <Table.Td ta="right">
                      <Button
                        size="compact-sm"
                        variant="default"
                        disabled={isBusy}
                        aria-label={`Send request ${id} through again`}
                        onClick={() => void replay([id])}
                      >
                        Again
                      </Button>
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </div>
        </Stack>
      )}
    </Section>
  );
}
