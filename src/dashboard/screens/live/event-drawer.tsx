import { Anchor, Button, Code, CopyButton, Drawer, Group, Skeleton, Stack, Tabs, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { call } from "#dashboard/api/client.ts";
import { Trouble } from "#dashboard/report/answer-frame.tsx";
import { personName } from "#dashboard/report/labels.ts";
import { EventFields } from "#dashboard/screens/live/event-fields.tsx";
import type { Feed } from "#dashboard/screens/live/feed.ts";
import { rememberMe } from "#dashboard/screens/live/me.ts";
import type { EventJson } from "#dashboard/screens/live/messages.ts";
import { personAddress } from "#dashboard/report/display-name.ts";

/** One whole event: read, and as it is stored. `opened` is its key in the list (source and messageId). */
export function EventDrawer({
  opened,
  feed,
  onClose,
  onlyPerson,
}: {
  opened: string | null;
  feed: Feed;
  onClose: () => void;
  onlyPerson: (person: string) => void;
}) {
  const query = useQuery({
    queryKey: ["event", opened],
    queryFn: ({ signal }) => find(feed, opened ?? "", signal),
    enabled: opened !== null,
    staleTime: Infinity,
  });
  const event = opened === null ? undefined : query.data;
  const person = event?.person ?? null;
  return (
    <Drawer
      opened={opened !== null}
      onClose={onClose}
      position="right"
      size="lg"
      title={<Text fw={650}>{event?.event ?? event?.name ?? event?.eventName ?? "Event"}</Text>}
      closeButtonProps={{ "aria-label": "Close the event" }}
    >
      {query.error !== null && <Trouble error={query.error} again={() => void query.refetch()} />}
      {opened !== null && query.isPending && (
        <Stack gap="xs" aria-label="Loading">
          {Array.from({ length: 10 }, (_, at) => (
            <Skeleton key={at} height={22} />
          ))}
        </Stack>
      )}
      {event === null && (
        <Text size="sm">This event isn't here any more: it was deleted with the person it belonged to.</Text>
      )}
      {event && (
        <Stack gap="sm">
          <Group gap="xs">
            {person !== null && (
              <>
                <Anchor component={Link} href={personAddress(person)} size="sm" fw={600}>
                  {personName(person)}
                </Anchor>
                <Button size="compact-sm" variant="default" onClick={() => onlyPerson(person)}>
                  Only this person
                </Button>
                <Button
                  size="compact-sm"
                  variant="default"
                  onClick={() => {
                    rememberMe(person);
                    onlyPerson(person);
                  }}
                >
                  This is me
                </Button>
              </>
            )}
          </Group>
          <Tabs defaultValue="read" keepMounted={false}>
            <Tabs.List mb="sm">
              <Tabs.Tab value="read">Details</Tabs.Tab>
              <Tabs.Tab value="json">JSON</Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="read">
              <EventFields event={event} />
            </Tabs.Panel>
            <Tabs.Panel value="json">
              <Json event={event} />
            </Tabs.Panel>
          </Tabs>
        </Stack>
      )}
    </Drawer>
  );
}

function Json({ event }: { event: EventJson }) {
  const text = JSON.stringify(event, null, 2);
  return (
    <Stack gap="xs">
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Button size="compact-sm" variant="default" onClick={copy} style={{ alignSelf: "flex-end" }}>
            {copied ? "Copied" : "Copy JSON"}
          </Button>
        )}
      </CopyButton>
      <Code block tabIndex={0} className="live-json">
        {text}
      </Code>
    </Stack>
  );
}

/** From the feed, which has the newest ones at hand; else from the store. Null: in neither. */
async function find(feed: Feed, key: string, signal: AbortSignal): Promise<EventJson | null> {
  const at = key.indexOf(" ");
  const source = Number(key.slice(0, at));
  const messageId = key.slice(at + 1);
  const live = await feed.ask(messageId, source);
  if (live !== null) return live;
  const search = new URLSearchParams({ messageId, source: String(source), limit: "1" });
  const { events } = await call<{ events: EventJson[] }>(`/api/events?${search}`, { signal });
  return events[0] ?? null;
}
