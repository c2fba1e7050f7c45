import { Anchor, Button, Collapse, Group, Stack, Text, Title } from "@mantine/core";
import { Waiting } from "#dashboard/report/waiting.tsx";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { type DeadLetter, useDeadLetters } from "#dashboard/api/destinations.ts";
import { IconRefresh } from "#dashboard/icons.ts";
import { Trouble } from "#dashboard/report/answer-frame.tsx";
import { number } from "#dashboard/report/labels.ts";
import { Json } from "#dashboard/report/json.tsx";
import { useChange } from "#dashboard/api/use-change.ts";
import { useTimes } from "#dashboard/report/use-times.ts";
import { May } from "#dashboard/controls/may.tsx";

/** Events that the destination will not take, with its answer; they can be sent again once the cause is mended. */
export function DeadLetters({ id, name }: { id: number; name: string }) {
  const letters = useDeadLetters(id);
  const client = useQueryClient();
  const { change, fault, isBusy } = useChange();
  const again = async (ids: number[] | null) => {
    const done = await change<{ replayed: number }>([
      [`/api/connections/${id}/dead-letters/replay`, { method: "POST", body: { ids } }],
    ]);
    const replayed = done?.[0]?.replayed;
    if (replayed === undefined) return;
    notifications.show({ message: `${number(replayed)} ${replayed === 1 ? "event is" : "events are"} sent again.` });
    await client.invalidateQueries({ queryKey: ["connections", id] });
  };
  const all = letters.data?.deadLetters ?? [];
  return (
    <section className="card" aria-label="Refused" style={{ padding: 16 }}>
      <Group justify="space-between" gap="sm" mb="sm" align="flex-start">
        <div>
          <Title order={2} size="h5">
            Refused events
          </Title>
          <Text size="sm" c="dimmed" maw={620}>
            What {name} would not take, and why. Mend the cause, then send them again: nothing arrives twice that
            arrived before.
          </Text>
        </div>
        {all.length > 0 && (
          <May permission="connect">
            <Button loading={isBusy} leftSection={<IconRefresh size={16} />} onClick={() => void again(null)}>
              Send all again
            </Button>
          </May>
        )}
      </Group>
      {letters.error !== null && <Trouble error={letters.error} again={() => void letters.refetch()} />}
      {fault !== null && (
        <Text size="sm" c="var(--worse)" role="alert">
          {fault}
        </Text>
      )}
      {letters.isPending && <Waiting height={120} />}
      {letters.data && all.length === 0 && (
        <Text size="sm" fw={600} c="var(--better)">
          None. Everything that was sent was taken, or is still being tried.
        </Text>
      )}
      <Stack gap={0} component="ul" m={0} p={0} style={{ listStyle: "none" }}>
        {all.map((letter) => (
          <Letter key={letter.id} letter={letter} isBusy={isBusy} onAgain={() => void again([letter.id])} />
        ))}
      </Stack>
      {letters.data?.next != null && (
        <Text size="sm" c="dimmed" mt="sm">
          These are the newest {number(all.length)}; “Send all again” takes the older ones, too.
        </Text>
      )}
    </section>
  );
}

function Letter({ letter, isBusy, onAgain }: { letter: DeadLetter; isBusy: boolean; onAgain: () => void }) {
  const { messageId, eventName, at, reason, answer } = letter;
  const [isOpen, setOpen] = useState(false);
  const times = useTimes();
  return (
    <li style={{ borderTop: "1px solid var(--line)", padding: "10px 0" }} data-dead-letter={letter.id}>
      <Group justify="space-between" gap="sm" align="flex-start">
        <div style={{ flex: "1 1 260px", minWidth: 0 }}>
          <Group gap={8}>
            <Anchor component={Link} href={`/debugger?id=${encodeURIComponent(messageId)}`} fw={600} size="sm">
              {eventName}
            </Anchor>
            <Text size="xs" c="dimmed">
              {times.full(at)}
            </Text>
          </Group>
          <Text size="sm" style={{ overflowWrap: "anywhere" }}>
            {reason}
          </Text>
        </div>
        <Group gap={6}>
          {answer !== null && (
            <Button
              size="compact-md"
              variant="subtle"
              aria-expanded={isOpen}
              aria-label={`${isOpen ? "Hide" : "Show"} the answer: ${eventName} ${letter.id}`}
              onClick={() => setOpen(!isOpen)}
            >
              {isOpen ? "Hide the answer" : "Show the answer"}
            </Button>
          )}
          <May permission="connect">
            <Button
              size="compact-md"
              variant="default"
              disabled={isBusy}
              aria-label={`Send again: ${eventName} ${letter.id}`}
              onClick={onAgain}
            >
              Send again
            </Button>
          </May>
        </Group>
      </Group>
      {answer !== null && (
        <Collapse expanded={isOpen}>{isOpen && <Json text={answer} what="What it answered" />}</Collapse>
      )}
    </li>
  );
}
