import { Anchor, Group, Stack, Text } from "@mantine/core";
import { Link } from "wouter";
import { type Connection, useHealth } from "#dashboard/api/destinations.ts";
import { number } from "#dashboard/report/labels.ts";
import { ConnectionSwitch } from "#dashboard/screens/destinations/connection-switch.tsx";
import { sumOf } from "#dashboard/screens/destinations/hours.ts";
import { StateLine } from "#dashboard/screens/destinations/state-line.tsx";
import { Tile } from "#dashboard/screens/destinations/tile.tsx";
import { May } from "#dashboard/controls/may.tsx";

/** A connection among others: is it on, does it work, and what it says where it does not. */
export function ConnectionCard({ connection, destination }: { connection: Connection; destination: string }) {
  const health = useHealth(connection.id).data;
  const isOn = connection.state === "connected";
  const state = isOn && health?.state === "failing" ? "failing" : connection.state;
  const problem =
    state === "failing"
      ? health?.lastError?.message
      : state === "disconnected"
        ? connection.problem?.message
        : undefined;
  const waiting = (health?.waiting.events ?? 0) + (health?.waiting.retries ?? 0);
  return (
    <article className="card" aria-label={connection.name} style={{ padding: 14 }}>
      <Stack gap={8}>
        <Group wrap="nowrap" gap="sm" align="flex-start">
          <Tile name={destination} />
          <div style={{ flex: 1, minWidth: 0 }}>
            <Anchor
              component={Link}
              href={`/destinations/${connection.id}`}
              fw={650}
              c="inherit"
              display="block"
              truncate
            >
              {connection.name}
            </Anchor>
            <StateLine state={state} {...(connection.name !== destination && { more: destination })} />
          </div>
          <May permission="connect">
            <ConnectionSwitch connection={connection} />
          </May>
        </Group>
        {problem !== undefined && (
          <Text size="sm" c="var(--worse)" lineClamp={3} style={{ overflowWrap: "anywhere" }}>
            {problem}
          </Text>
        )}
        {health !== undefined && (
          <Text size="sm" c="dimmed" className="number">
            {number(sumOf(health.hours, "delivered"))} delivered
            {waiting > 0 && ` · ${number(waiting)} waiting`}
            {health.deadLetters > 0 && (
              <>
                {" · "}
                <Anchor
                  component={Link}
                  href={`/destinations/${connection.id}?tab=refused`}
                  inherit
                  c="var(--worse)"
                  underline="always"
                >
                  {number(health.deadLetters)} refused
                </Anchor>
              </>
            )}
          </Text>
        )}
      </Stack>
    </article>
  );
}
