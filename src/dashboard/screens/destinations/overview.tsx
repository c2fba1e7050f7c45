import { Button, Group, SegmentedControl, Stack, Table, Text, Title, useComputedColorScheme } from "@mantine/core";
import { useMemo, useState } from "react";
import type { Health } from "#dashboard/api/destinations.ts";
import { colourOf } from "#core/report/colours.ts";
import { TimeChart } from "#dashboard/charts/time-chart.tsx";
import { duration, number, shortNumber } from "#dashboard/report/labels.ts";
import { ExchangeList } from "#dashboard/screens/destinations/exchange-list.tsx";
import { byDay, type Counted, lastHours, sumOf } from "#dashboard/screens/destinations/hours.ts";
import { useTimes } from "#dashboard/report/use-times.ts";

const KINDS: readonly { what: Counted; name: string; place: number }[] = [
  { what: "received", name: "Received", place: 0 },
  { what: "delivered", name: "Delivered", place: 2 },
  { what: "retried", name: "Tried again", place: 4 },
  { what: "rejected", name: "Refused", place: 1 },
];
const SPANS = [
  { value: "24", label: "24 hours" },
  { value: "168", label: "7 days" },
  { value: "720", label: "30 days" },
];

/** How a connection does: what came of events, by hour, and the last requests. */
export function Overview({ health, onRefused }: { health: Health; onRefused: () => void }) {
  const [span, setSpan] = useState("24");
  const times = useTimes();
  const isDark = useComputedColorScheme("light") === "dark";
  // The chart is drawn anew where these change, so only when the numbers do.
  const counted = JSON.stringify(health.hours.slice(0, 24 * 31));
  const plan = useMemo(() => {
    const hours = lastHours(JSON.parse(counted) as Health["hours"], Date.now(), Number(span));
    const buckets =
      span === "24"
        ? hours.map((hour) => ({ name: times.minute(hour.hour), hours: [hour] }))
        : byDay(hours, times.short);
    const lines = KINDS.map(({ what, name, place }) => ({
      name,
      colour: colourOf(place, isDark),
      data: buckets.map((bucket) => sumOf(bucket.hours, what)),
    }));
    const labels = buckets.map(({ name }) => name);
    return { hours, lines, labels };
  }, [counted, span, isDark, times]);
  const { hours, lines, labels } = plan;
  const timed = hours.filter(({ latencyAverageMs }) => latencyAverageMs !== null);
  const delivered = sumOf(timed, "delivered");
  const latency =
    delivered === 0
      ? null
      : timed.reduce((sum, hour) => sum + (hour.latencyAverageMs ?? 0) * hour.delivered, 0) / delivered;
  return (
    <Stack gap="md">
      <section className="card" aria-label="By hour" style={{ padding: 16 }}>
        <Group justify="space-between" mb="sm" gap="xs">
          <Title order={2} size="h5">
            What became of events
          </Title>
          <SegmentedControl size="xs" aria-label="How far back" data={SPANS} value={span} onChange={setSpan} />
        </Group>
        <dl className="key-numbers" aria-live="off">
          {KINDS.map(({ what, name, place }) => (
            <KeyNumber key={what} name={name} colour={colourOf(place, isDark)} data-counted={what}>
              {number(sumOf(hours, what))}
            </KeyNumber>
          ))}
          <KeyNumber name="Not chosen" title="Left out by your choices: filters, sources, consent, bots">
            {number(sumOf(hours, "filtered"))}
          </KeyNumber>
          <KeyNumber name="Waiting now">{number(health.waiting.events + health.waiting.retries)}</KeyNumber>
          <KeyNumber name="Time taken" title="From arrival here to delivery there, on average">
            {latency === null
              ? "–"
              : latency < 1_000
                ? `${number(Math.round(latency))} ms`
                : duration(Math.round(latency / 1_000))}
          </KeyNumber>
        </dl>
        {health.deadLetters > 0 && (
          <Button size="compact-md" variant="default" c="var(--worse)" my="sm" onClick={onRefused}>
            See the {number(health.deadLetters)} that {health.deadLetters === 1 ? "was" : "were"} refused
          </Button>
        )}
        <TimeChart
          labels={labels}
          lines={lines}
          shape="bar"
          incomplete={0}
          height={220}
          format={shortNumber}
          label="Events over time: received, delivered, tried again and refused. The table below has the numbers."
        />
        <HoursTable hours={hours} name={(hour) => `${times.short(hour)}, ${times.minute(hour)}`} />
        <Text size="xs" c="dimmed" mt="xs">
          Times in {times.zone}. The last bar isn&apos;t over yet.
        </Text>
      </section>
      <section className="card" aria-label="Last requests" style={{ padding: 16 }}>
        <Title order={2} size="h5">
          Last requests
        </Title>
        <Text size="sm" c="dimmed" mb="sm">
          As they were sent and answered; keys and passwords are blanked out.
        </Text>
        {health.samples.length === 0 ? (
          <Text size="sm">Nothing has been sent yet.</Text>
        ) : (
          <ExchangeList exchanges={health.samples} />
        )}
      </section>
    </Stack>
  );
}

function KeyNumber({
  name,
  colour,
  children,
  ...rest
}: {
  name: string;
  colour?: string;
  title?: string;
  "data-counted"?: string;
  children: string;
}) {
  return (
    <div style={{ background: "var(--soft)", borderRadius: "var(--mantine-radius-md)" }} {...rest}>
      <Text component="dt" size="sm" c="dimmed">
        {colour !== undefined && (
          <span
            className="destination-dot"
            style={{ background: colour, display: "inline-block", marginInlineEnd: 6 }}
            aria-hidden
          />
        )}
        {name}
      </Text>
      <dd>{children}</dd>
    </div>
  );
}

/** The chart's numbers, the newest first, without hours in which nothing happened. */
function HoursTable({ hours, name }: { hours: Health["hours"]; name: (hour: string) => string }) {
  const [isOpen, setOpen] = useState(false);
  const busy = hours.filter((hour) => KINDS.some(({ what }) => hour[what] > 0)).toReversed();
  return (
    <>
      <Button
        size="compact-sm"
        variant="subtle"
        aria-expanded={isOpen}
        disabled={busy.length === 0}
        onClick={() => setOpen(!isOpen)}
      >
        {isOpen ? "Hide the table" : "Show as a table"}
      </Button>
      {isOpen && (
        <div className="scroll-x" tabIndex={0} role="group" aria-label="Events by hour">
          <Table className="number" verticalSpacing={6}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Hour</Table.Th>
                {KINDS.map((kind) => (
                  <Table.Th key={kind.what} ta="right">
                    {kind.name}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {busy.map((hour) => (
                <Table.Tr key={hour.hour}>
                  <Table.Td style={{ whiteSpace: "nowrap" }}>{name(hour.hour)}</Table.Td>
                  {KINDS.map(({ what }) => (
                    <Table.Td key={what} ta="right">
                      {number(hour[what])}
                    </Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
    </>
  );
}
