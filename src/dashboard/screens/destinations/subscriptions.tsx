import { Button, Group, Stack, Switch, Text, Title } from "@mantine/core";
import { useLocation } from "wouter";
import type { Connection, Destination, Subscription } from "#dashboard/api/destinations.ts";
import { IconPencil, IconPlus, IconTrash } from "#dashboard/icons.ts";
import { searchWith } from "#dashboard/report/report-url.ts";
import { useSearch } from "#dashboard/report/search.ts";
import { filterWords } from "#dashboard/screens/destinations/filter-words.ts";
import { SubscriptionDrawer } from "#dashboard/screens/destinations/subscription-drawer.tsx";
import { useConnectionChange } from "#dashboard/screens/destinations/use-connection-change.ts";
import { May } from "#dashboard/controls/may.tsx";

/** Which events a connection gets, and as what. `?edit=` is the one that is being changed, or `new`. */
export function Subscriptions({
  connection,
  destination,
}: {
  connection: Connection;
  destination: Destination | null;
}) {
  const { subscriptions } = connection;
  const address = useSearch();
  const [path, navigate] = useLocation();
  const edited = new URLSearchParams(address).get("edit");
  const edit = (which: string | null) => navigate(path + searchWith(address, { edit: which }));
  const { save, fault, isBusy } = useConnectionChange(connection.id);
  const [firstAction = ""] = Object.keys(destination?.actions ?? {});
  const chosen =
    edited === "new"
      ? { name: "", action: firstAction, enabled: true, filter: null, mapping: null }
      : subscriptions.find(({ id }) => String(id) === edited);
  const put = (next: Subscription) =>
    save({
      subscriptions:
        next.id === undefined
          ? [...subscriptions, next]
          : subscriptions.map((one) => (one.id === next.id ? next : one)),
    });
  return (
    <section className="card" aria-label="What is sent" style={{ padding: 16 }}>
      <Group justify="space-between" gap="sm" mb="sm" align="flex-start">
        <div>
          <Title order={2} size="h5">
            What is sent
          </Title>
          <Text size="sm" c="dimmed">
            Each line says which events go, and what becomes of them there.
          </Text>
        </div>
        <May permission="connect">
          <Button leftSection={<IconPlus size={16} />} disabled={destination === null} onClick={() => edit("new")}>
            Add a line
          </Button>
        </May>
      </Group>
      {fault !== null && (
        <Text size="sm" c="var(--worse)" role="alert">
          {fault}
        </Text>
      )}
      {subscriptions.length === 0 && (
        <Text size="sm" p="md" ta="center">
          Nothing yet, so nothing is sent. Add a line to choose the first events.
        </Text>
      )}
      <Stack gap={0} component="ul" m={0} p={0} style={{ listStyle: "none" }}>
        {subscriptions.map((one) => (
          <li key={one.id} style={{ borderTop: "1px solid var(--line)", padding: "10px 0" }}>
            <Group gap="sm" wrap="nowrap" align="flex-start">
              <May permission="connect">
                <Switch
                  mt={4}
                  aria-label={`Send: ${one.name}`}
                  checked={one.enabled}
                  disabled={isBusy}
                  onChange={(event) => void put({ ...one, enabled: event.currentTarget.checked })}
                />
              </May>
              <div style={{ flex: 1, minWidth: 0 }}>
                <Text fw={600} size="sm" style={{ overflowWrap: "anywhere" }}>
                  {one.name}
                </Text>
                <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
                  {filterWords(one.filter)} · {destination?.actions[one.action]?.title ?? one.action}
                  {one.mapping !== null && ", with a mapping of its own"}
                </Text>
              </div>
              <Group gap={4} wrap="nowrap">
                <May permission="connect">
                  <Button
                    variant="subtle"
                    px={10}
                    aria-label={`Change: ${one.name}`}
                    onClick={() => edit(String(one.id))}
                  >
                    <IconPencil size={17} />
                  </Button>
                </May>
                <May permission="connect">
                  <Button
                    variant="subtle"
                    color="gray"
                    px={10}
                    disabled={isBusy}
                    aria-label={`Remove: ${one.name}`}
                    onClick={() =>
                      void save(
                        { subscriptions: subscriptions.filter(({ id }) => id !== one.id) },
                        `“${one.name}” is no longer sent.`,
                      )
                    }
                  >
                    <IconTrash size={17} />
                  </Button>
                </May>
              </Group>
            </Group>
          </li>
        ))}
      </Stack>
      {destination !== null && (
        <SubscriptionDrawer
          connection={connection}
          destination={destination}
          subscription={chosen ?? null}
          onSave={put}
          onClose={() => edit(null)}
        />
      )}
    </section>
  );
}
