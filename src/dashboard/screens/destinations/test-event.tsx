import { Alert, Anchor, Button, Group, Select, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import { Link } from "wouter";
import type { Connection, TestOutcome } from "#dashboard/api/destinations.ts";
import { useTimes } from "#dashboard/report/use-times.ts";
import { IconAlertTriangle, IconCheck, IconSend } from "#dashboard/icons.ts";
import { ExchangeList } from "#dashboard/screens/destinations/exchange-list.tsx";
import { useTest } from "#dashboard/screens/destinations/use-test.ts";
import { May } from "#dashboard/controls/may.tsx";

/** Sends one event through a connection now, and shows what was sent and what was answered. */
export function TestEvent({ connection }: { connection: Connection }) {
  const { last, run, isBusy, fault } = useTest(connection.id);
  const { subscriptions } = connection;
  const [chosen, setChosen] = useState<string | null>(null);
  const first = subscriptions.find(({ enabled }) => enabled) ?? subscriptions[0];
  const subscription = chosen ?? String(first?.id ?? "");
  return (
    <section className="card" aria-label="Test" style={{ padding: 16 }}>
      <Title order={2} size="h5">
        Send a test event
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        The newest event that {connection.name} would get really goes there, also while it is off. Where there is none
        yet, an example goes.
      </Text>
      {first === undefined ? (
        <Text size="sm">Nothing is chosen to be sent yet. Add something under “What is sent” first.</Text>
      ) : (
        <Group align="flex-end" gap="sm" mb="md">
          {subscriptions.length > 1 && (
            <Select
              label="What to send"
              allowDeselect={false}
              data={subscriptions.map(({ id, name }) => ({ value: String(id), label: name }))}
              value={subscription}
              onChange={setChosen}
              style={{ flex: "1 1 220px" }}
              maw={360}
            />
          )}
          <May permission="connect">
            <Button
              loading={isBusy}
              leftSection={<IconSend size={16} />}
              onClick={() => void run(Number(subscription))}
            >
              Send a test event
            </Button>
          </May>
        </Group>
      )}
      {fault !== null && (
        <Text size="sm" c="var(--worse)" role="alert">
          {fault}
        </Text>
      )}
      <div aria-live="polite">{last !== null && <Outcome test={last} />}</div>
    </section>
  );
}

const TITLES: Record<TestOutcome["outcome"], string> = {
  delivered: "It arrived",
  rejected: "It was refused",
  disconnected: "The settings don't hold",
  rate_limited: "Too much at once: try again later",
  unavailable: "It did not arrive",
};

function Outcome({ test }: { test: TestOutcome }) {
  const times = useTimes();
  const { at, outcome, message, isSample, messageId, exchanges } = test;
  const went = outcome === "delivered";
  return (
    <Stack gap="sm" data-outcome={outcome}>
      <Alert
        color={went ? "green" : "red"}
        variant="light"
        icon={went ? <IconCheck size={18} /> : <IconAlertTriangle size={18} />}
        title={TITLES[outcome]}
        styles={{ title: { color: went ? "var(--better)" : "var(--worse)" } }}
      >
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          {message}
        </Text>
        <Text size="sm" mt={4}>
          {isSample ? (
            "An example was sent: no stored event is one that it would get."
          ) : (
            <>
              Sent was{" "}
              <Anchor
                component={Link}
                href={`/debugger?id=${encodeURIComponent(messageId)}`}
                inherit
                c="inherit"
                underline="always"
              >
                a real event
              </Anchor>
              .
            </>
          )}{" "}
          <time dateTime={at}>{times.full(at)}</time>
        </Text>
      </Alert>
      {exchanges.length === 0 ? (
        <Text size="sm">No request went out.</Text>
      ) : (
        <ExchangeList key={exchanges[0]?.at} exchanges={exchanges} openFirst />
      )}
    </Stack>
  );
}
