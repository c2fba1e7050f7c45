import "#dashboard/screens/destinations/destinations.css";
import { Alert, Anchor, Button, Group, Skeleton, Stack, Tabs, Text, Title } from "@mantine/core";
import { useEffect } from "react";
import { Link, useLocation, useParams } from "wouter";
import { ApiProblem } from "#dashboard/api/client.ts";
import {
  type Connection as ConnectionRow,
  type Destination,
  type Health,
  useConnection,
  useDestination,
  useHealth,
} from "#dashboard/api/destinations.ts";
import { IconAlertTriangle, IconArrowLeft, IconPlayerPause, IconPlayerPlay } from "#dashboard/icons.ts";
import { Trouble } from "#dashboard/report/answer-frame.tsx";
import { number } from "#dashboard/report/labels.ts";
import { searchWith } from "#dashboard/report/report-url.ts";
import { useSearch } from "#dashboard/report/search.ts";
import { ConnectionSettings } from "#dashboard/screens/destinations/connection-settings.tsx";
import { ConnectionSwitch } from "#dashboard/screens/destinations/connection-switch.tsx";
import { DeadLetters } from "#dashboard/screens/destinations/dead-letters.tsx";
import { Overview } from "#dashboard/screens/destinations/overview.tsx";
import { Replays } from "#dashboard/screens/destinations/replays.tsx";
import { StateLine } from "#dashboard/screens/destinations/state-line.tsx";
import { STATES } from "#dashboard/screens/destinations/state-words.ts";
import { Subscriptions } from "#dashboard/screens/destinations/subscriptions.tsx";
import { TestEvent } from "#dashboard/screens/destinations/test-event.tsx";
import { Tile } from "#dashboard/screens/destinations/tile.tsx";
import { useConnectionChange } from "#dashboard/screens/destinations/use-connection-change.ts";
import { useTimes } from "#dashboard/report/use-times.ts";
import { May } from "#dashboard/controls/may.tsx";

const TABS = ["overview", "events", "test", "refused", "again", "settings"] as const;
type Tab = (typeof TABS)[number];

/** One connection: how it does, what it gets, and all that can be done about it. `?tab=` is the part that is shown. */
export default function Connection() {
  const id = Number(useParams()["id"]);
  const connection = useConnection(id);
  const destination = useDestination(connection.data?.destination ?? null);
  const health = useHealth(id);
  // A connection may be to what this version doesn't have any more; it is shown all the same.
  const isGone = destination.error instanceof ApiProblem && destination.error.status === 404;
  const isKnown = isGone || destination.data !== undefined;
  const error =
    connection.error ?? (isGone ? null : destination.error) ?? (health.data === undefined ? health.error : null);
  const isUnknown = error instanceof ApiProblem && (error.status === 404 || error.status === 400);
  const name = connection.data?.name;
  useEffect(() => {
    if (name !== undefined) document.title = `${name} · Headwater`;
  }, [name]);
  return (
    <>
      <Anchor
        component={Link}
        href="/destinations"
        size="sm"
        display="inline-flex"
        style={{ alignItems: "center", gap: 4 }}
        mb="xs"
        mih={24}
      >
        <IconArrowLeft size={15} aria-hidden /> All destinations
      </Anchor>
      {isUnknown && (
        <Stack align="center" p="xl" gap="sm" className="card">
          <Title order={1} size="h4">
            There is no such connection
          </Title>
          <Text size="sm" c="dimmed">
            It may have been deleted.
          </Text>
        </Stack>
      )}
      {error !== null && !isUnknown && (
        <Trouble
          error={error}
          again={() => void Promise.all([connection.refetch(), destination.refetch(), health.refetch()])}
        />
      )}
      {error === null && !(connection.data && isKnown && health.data) && (
        <Stack aria-label="Loading">
          <Skeleton height={56} maw={420} />
          <Skeleton height={90} />
          <Skeleton height={260} />
        </Stack>
      )}
      {error === null && connection.data && isKnown && health.data && (
        <Known connection={connection.data} destination={destination.data ?? null} health={health.data} />
      )}
    </>
  );
}

function Known({
  connection,
  destination,
  health,
}: {
  connection: ConnectionRow;
  destination: Destination | null;
  health: Health;
}) {
  const address = useSearch();
  const [path, navigate] = useLocation();
  const asked = new URLSearchParams(address).get("tab");
  const tab: Tab = TABS.find((one) => one === asked) ?? "overview";
  const show = (next: string | null) =>
    navigate(path + searchWith(address, { tab: next === "overview" ? null : next }));
  const { id, name, enabled, paused } = connection;
  const kind = destination?.name ?? connection.destination;
  return (
    <>
      <Group justify="space-between" gap="sm" mb="sm" align="flex-start">
        <Group wrap="nowrap" gap="sm" style={{ minWidth: 0 }}>
          <Tile name={kind} />
          <div style={{ minWidth: 0 }}>
            <Title order={1} size="h3" style={{ overflowWrap: "anywhere" }}>
              {name}
            </Title>
            <div aria-live="polite">
              <StateLine state={health.state} {...(name !== kind && { more: kind })} />
            </div>
          </div>
        </Group>
        <May permission="connect">
          <Group gap="md">
            {enabled && <Pause id={id} name={name} isPaused={paused} />}
            <ConnectionSwitch connection={connection} label={enabled ? "On" : "Off"} />
          </Group>
        </May>
      </Group>
      <Situation connection={connection} health={health} onTest={() => show("test")} />
      <Tabs value={tab} keepMounted={false} onChange={show}>
        <Tabs.List mb="md" aria-label="Parts of this connection">
          <Tabs.Tab value="overview">Overview</Tabs.Tab>
          <Tabs.Tab value="events">What is sent</Tabs.Tab>
          <Tabs.Tab value="test">Test</Tabs.Tab>
          <Tabs.Tab value="refused">Refused{health.deadLetters > 0 && ` (${number(health.deadLetters)})`}</Tabs.Tab>
          <Tabs.Tab value="again">Send again</Tabs.Tab>
          <Tabs.Tab value="settings">Settings</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="overview">
          <Overview health={health} onRefused={() => show("refused")} />
        </Tabs.Panel>
        <Tabs.Panel value="events">
          <Subscriptions connection={connection} destination={destination} />
        </Tabs.Panel>
        <Tabs.Panel value="test">
          <TestEvent connection={connection} />
        </Tabs.Panel>
        <Tabs.Panel value="refused">
          <DeadLetters id={id} name={name} />
        </Tabs.Panel>
        <Tabs.Panel value="again">
          <Replays id={id} name={name} />
        </Tabs.Panel>
        <Tabs.Panel value="settings">
          <ConnectionSettings key={id} connection={connection} destination={destination} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}

/** What there is to know before anything else, and what to do about it. */
function Situation({ connection, health, onTest }: { connection: ConnectionRow; health: Health; onTest: () => void }) {
  const times = useTimes();
  const { save, isBusy } = useConnectionChange(connection.id);
  const { state, lastError, nextTryAt } = health;
  if (state === "connected") return null;
  const isWrong = state === "failing" || state === "disconnected";
  return (
    <Alert
      mb="md"
      variant="light"
      color={isWrong ? "red" : "gray"}
      icon={isWrong ? <IconAlertTriangle size={18} /> : undefined}
      title={STATES[state].says}
    >
      {isWrong && lastError !== null && (
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          {lastError.message} <span style={{ whiteSpace: "nowrap" }}>({times.full(lastError.at)})</span>
        </Text>
      )}
      {state === "failing" && nextTryAt !== null && <Text size="sm">Next try: {times.clock(nextTryAt)}</Text>}
      <Group gap="xs" mt="xs">
        {isWrong && (
          <Button
            size="compact-md"
            variant="default"
            loading={isBusy}
            onClick={() => void save({ enabled: true }, "It is tried again.")}
          >
            Try again now
          </Button>
        )}
        {(isWrong || state === "disabled") && (
          <Button size="compact-md" variant="default" onClick={onTest}>
            Send a test event
          </Button>
        )}
      </Group>
    </Alert>
  );
}

function Pause({ id, name, isPaused }: { id: number; name: string; isPaused: boolean }) {
  const { save, isBusy } = useConnectionChange(id);
  return (
    <Button
      variant="default"
      loading={isBusy}
      leftSection={isPaused ? <IconPlayerPlay size={16} /> : <IconPlayerPause size={16} />}
      onClick={() =>
        void save(
          { paused: !isPaused },
          isPaused ? `${name} goes on. What waited is sent now.` : `${name} is paused. Events wait.`,
        )
      }
    >
      {isPaused ? "Go on" : "Pause"}
    </Button>
  );
}
