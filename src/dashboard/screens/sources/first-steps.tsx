import { Button, Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Link } from "wouter";
import { type Source, useSources } from "#dashboard/api/workspace.ts";
import { IconCheck, IconPlus } from "#dashboard/icons.ts";
import { Trouble } from "#dashboard/report/answer-frame.tsx";
import { Install } from "#dashboard/screens/sources/install.tsx";
import { NewSource } from "#dashboard/screens/sources/new-source.tsx";
import { useHasEvents } from "#dashboard/api/use-arrivals.ts";

/** The way from zero events to a first funnel: four steps, of which the second turns green by itself. */
export function FirstSteps() {
  const sources = useSources();
  const hasEvents = useHasEvents() === true;
  const usable = sources.data?.sources.filter(({ enabled, writeKey }) => enabled && writeKey !== null) ?? [];
  const source = usable.find(({ kind }) => kind === "public") ?? usable[0];
  return (
    <section className="card" aria-label="First steps" style={{ padding: 20 }}>
      <Title order={2} size="h3">
        {hasEvents ? "Your first event is here" : "Four steps to your first answer"}
      </Title>
      <Text c="dimmed" size="sm" mb="md">
        It takes a few minutes. Nothing has to be set up anywhere else.
      </Text>
      <Stack component="ol" gap="lg" m={0} p={0} style={{ listStyle: "none" }}>
        <Step number={1} isDone={hasEvents} title="Install the snippet">
          {sources.error !== null && <Trouble error={sources.error} again={() => void sources.refetch()} />}
          {sources.isPending && <Skeleton height={180} />}
          {sources.data && <InstallFirst source={source} hasBrowser={source?.kind === "public"} />}
        </Step>
        <Step number={2} isDone={hasEvents} title={hasEvents ? "The first event arrived" : "See the first event"}>
          <Text size="sm" c={hasEvents ? "var(--better)" : "dimmed"} role="status">
            {hasEvents
              ? "Everything works: events are received and stored."
              : "Open your site. This turns green by itself, within seconds of the first event."}
          </Text>
        </Step>
        <Step number={3} title="Look at it live">
          <Text size="sm" c="dimmed">
            Who is there now, where they are, and what they do, as it happens.
          </Text>
          <Button component={Link} href="/live" variant={hasEvents ? "filled" : "default"} mt="xs">
            Open Live
          </Button>
        </Step>
        <Step number={4} title="Ask your first question">
          <Text size="sm" c="dimmed">
            How often does something happen? And how many people go from one step to the next?
          </Text>
          <Group gap="xs" mt="xs">
            <Button component={Link} href="/segmentation" variant="default">
              Make a chart
            </Button>
            <Button component={Link} href="/funnels" variant="default">
              Make a funnel
            </Button>
          </Group>
        </Step>
      </Stack>
    </section>
  );
}

function InstallFirst({ source, hasBrowser }: { source: Source | undefined; hasBrowser: boolean }) {
  const [isMaking, setMaking] = useState(false);
  const client = useQueryClient();
  return (
    <Stack gap="sm">
      {source?.writeKey && (
        <>
          <Text size="sm" c="dimmed">
            This is for the source “{source.name}”, with its own key.
          </Text>
          <Install kind={source.kind} writeKey={source.writeKey} />
        </>
      )}
      {!hasBrowser && (
        <Group gap="sm">
          <Button
            variant={source ? "default" : "filled"}
            leftSection={<IconPlus size={16} />}
            onClick={() => setMaking(true)}
          >
            {source ? "I have a website instead" : "Add your site or server"}
          </Button>
        </Group>
      )}
      {isMaking && (
        <NewSource
          onMade={() => {
            setMaking(false);
            void client.invalidateQueries({ queryKey: ["sources"] });
          }}
          onClose={() => setMaking(false)}
        />
      )}
    </Stack>
  );
}

function Step({
  number,
  title,
  isDone = false,
  children,
}: {
  number: number;
  title: string;
  isDone?: boolean;
  children: ReactNode;
}) {
  return (
    <li style={{ display: "flex", gap: 14 }} data-done={isDone}>
      <span
        aria-hidden="true"
        style={{
          flex: "none",
          width: 28,
          height: 28,
          borderRadius: "50%",
          display: "grid",
          placeItems: "center",
          fontWeight: 650,
          fontSize: 14,
          background: isDone ? "var(--better)" : "var(--soft)",
          color: isDone ? "var(--mantine-color-body)" : "var(--ink)",
        }}
      >
        {isDone ? <IconCheck size={16} /> : number}
      </span>
      <div style={{ flex: 1, minWidth: 0 }}>
        <Title order={3} size="h5" mb={4}>
          {title}
          {isDone && <span className="visually-hidden"> (done)</span>}
        </Title>
        {children}
      </div>
    </li>
  );
}
