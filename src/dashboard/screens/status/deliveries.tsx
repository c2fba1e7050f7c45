import { Anchor, Table, Text, Title } from "@mantine/core";
import { Link } from "wouter";
import type { ConnectionStatus, Status } from "#dashboard/api/status.ts";
import { number } from "#dashboard/report/labels.ts";
import { StateDot } from "#dashboard/report/state-dot.tsx";

const STATES: Record<ConnectionStatus["state"], { name: string; colour: string }> = {
  connected: { name: "Delivers", colour: "var(--better)" },
  failing: { name: "Fails", colour: "var(--worse)" },
  disconnected: { name: "Stopped", colour: "var(--worse)" },
  unknown: { name: "Not reached", colour: "var(--worse)" },
  paused: { name: "Paused", colour: "var(--mantine-color-dimmed)" },
  disabled: { name: "Off", colour: "var(--mantine-color-dimmed)" },
};

/** What became of events at each destination in the last 24 hours. */
export function Deliveries({ status: { connections } }: { status: Status }) {
  return (
    <section className="card" style={{ padding: 16 }} aria-label="Deliveries">
      <Title order={2} size="h5" mb="xs">
        Deliveries in 24 hours
      </Title>
      {connections.length === 0 ? (
        <Text size="sm" c="dimmed">
          Events go nowhere else yet.{" "}
          <Anchor component={Link} href="/destinations" inherit underline="always">
            Choose a destination
          </Anchor>
        </Text>
      ) : (
        <div className="scroll-x" tabIndex={0} role="group" aria-label="Deliveries by destination">
          <Table verticalSpacing="xs" aria-label="Deliveries by destination" className="first-stays">
            <Table.Thead>
              <Table.Tr>
                <Table.Th miw={140}>Destination</Table.Th>
                <Table.Th>State</Table.Th>
                {["Delivered", "Refused", "Waiting", "Given up"].map((name) => (
                  <Table.Th key={name} ta="right">
                    {name}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {connections.map((one) => (
                <Table.Tr key={one.id}>
                  <Table.Td>
                    <Anchor component={Link} href={`/destinations/${one.id}`} size="sm">
                      {one.name}
                    </Anchor>
                  </Table.Td>
                  <Table.Td>
                    <StateDot state={one.state} {...STATES[one.state]} />
                  </Table.Td>
                  {[one.delivered, one.rejected, one.waiting, one.deadLetters].map((value, at) => (
                    <Table.Td key={at} ta="right" className="number">
                      {number(value)}
                    </Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
    </section>
  );
}
