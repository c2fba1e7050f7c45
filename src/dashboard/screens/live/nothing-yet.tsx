import { Anchor, Button, Code, CopyButton, Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import { Link } from "wouter";
import { ApiProblem, call } from "#dashboard/api/client.ts";
import { type Source, useSources } from "#dashboard/api/workspace.ts";
import { Trouble } from "#dashboard/report/answer-frame.tsx";
import { curlLine, snippet } from "#dashboard/api/first-lines.ts";

/** No event to show: because of the filters, or because none ever came; and what to do about that. */
export function NothingYet({ isNarrow, showAll }: { isNarrow: boolean; showAll: () => void }) {
  if (!isNarrow) return <Waiting />;
  return (
    <Stack align="center" p="xl" gap="sm">
      <Title order={2} size="h4">
        No event like this lately
      </Title>
      <Text size="sm" c="dimmed" ta="center" maw={460}>
        The next one appears here by itself. You can also look at everything that happens.
      </Text>
      <Button variant="light" onClick={showAll}>
        Show all events
      </Button>
    </Stack>
  );
}

function Waiting() {
  const sources = useSources();
  const all = sources.data?.sources.filter(({ enabled, writeKey }) => enabled && writeKey !== null) ?? [];
  const source = all.find(({ kind }) => kind === "public") ?? all[0];
  return (
    <Stack p={{ base: "md", sm: "xl" }} gap="md" maw={860} mx="auto">
      <div>
        <Title order={2} size="h3">
          <span className="live-wait" aria-hidden="true" /> Waiting for the first event
        </Title>
        <Text c="dimmed" size="sm">
          Put this into your site before {"</head>"}. What visitors do then appears here within a second.
        </Text>
      </div>
      {sources.error !== null && <Trouble error={sources.error} again={() => void sources.refetch()} />}
      {sources.isPending && <Skeleton height={180} />}
      {sources.data && !source && (
        <Text size="sm">
          There is no source with a key yet.{" "}
          <Anchor component={Link} href="/sources">
            Add one in Sources
          </Anchor>
          , it takes a minute.
        </Text>
      )}
      {source?.writeKey && <FirstLines source={source} writeKey={source.writeKey} />}
    </Stack>
  );
}

function FirstLines({ source, writeKey }: { source: Source; writeKey: string }) {
  return (
    <>
      {source.kind === "public" && <Lines title="In a web page" text={snippet(location.origin, writeKey)} />}
      <Lines title="Or from a terminal" text={curlLine(location.origin, writeKey)} />
      <TestEvent writeKey={writeKey} />
    </>
  );
}

function Lines({ title, text }: { title: string; text: string }) {
  return (
    <section aria-label={title}>
      <Group justify="space-between" mb={4}>
        <Text fw={600} size="sm">
          {title}
        </Text>
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <Button size="compact-sm" variant="default" onClick={copy}>
              {copied ? "Copied" : "Copy"}
              <span className="visually-hidden">{title}</span>
            </Button>
          )}
        </CopyButton>
      </Group>
      <Code block tabIndex={0}>
        {text}
      </Code>
    </section>
  );
}

function TestEvent({ writeKey }: { writeKey: string }) {
  const [state, setState] = useState<"ready" | "sending" | "sent">("ready");
  const [fault, setFault] = useState<string | null>(null);
  const send = async () => {
    setState("sending");
    setFault(null);
    try {
      const { userAgent, language: locale } = navigator;
      await call("/v1/track", {
        method: "POST",
        body: { writeKey, anonymousId: "test", event: "Test Event", context: { userAgent, locale } },
      });
      setState("sent");
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      setFault(error.message);
      setState("ready");
    }
  };
  return (
    <Group gap="sm">
      <Button variant="light" loading={state === "sending"} onClick={() => void send()}>
        Send test event
      </Button>
      <Text size="sm" c={fault === null ? "dimmed" : "var(--worse)"} role="status">
        {fault ??
          (state === "sent" ? "Sent. It appears here in a moment." : "See it arrive without touching your site.")}
      </Text>
    </Group>
  );
}
