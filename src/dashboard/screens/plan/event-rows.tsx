import { Anchor, Badge, Group, Text } from "@mantine/core";
import { Link } from "wouter";
import { Sparkline } from "#dashboard/charts/sparkline.tsx";
import { number } from "#dashboard/report/labels.ts";
import type { ListedEvent } from "#dashboard/screens/plan/event-list.ts";
import { ENFORCED, KIND_WORDS, plannedAddress, plannedName } from "#dashboard/screens/plan/words.ts";

/** A part of the list of events. Nothing where it is empty. */
export function EventRows({ title, events }: { title: string; events: readonly ListedEvent[] }) {
  if (events.length === 0) return null;
  return (
    <section className="card" aria-label={title}>
      <Text component="h2" size="sm" fw={650} px="md" py="xs">
        {title}
      </Text>
      <ul style={{ listStyle: "none", margin: 0, padding: 0 }}>
        {events.map((event) => (
          <EventRow key={`${event.kind} ${event.name}`} event={event} />
        ))}
      </ul>
    </section>
  );
}

function EventRow({ event }: { event: ListedEvent }) {
  const { kind, planned, volume, violations, days } = event;
  const name = plannedName(event);
  return (
    <li className="plan-row" data-planned={name}>
      <div style={{ minWidth: 0 }}>
        <Group gap="xs" wrap="nowrap">
          <Anchor
            component={Link}
            href={plannedAddress(event)}
            fw={600}
            c="inherit"
            style={{ overflowWrap: "anywhere" }}
          >
            {name}
          </Anchor>
          {planned?.state === "draft" && (
            <Badge variant="light" color="yellow" c="inherit" style={{ flex: "none" }}>
              Proposed
            </Badge>
          )}
        </Group>
        <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
          {planned?.description || KIND_WORDS[kind].one}
        </Text>
      </div>
      <Text size="sm" className="number">
        {volume === null ? "" : `${number(volume)} in 30 days`}
      </Text>
      <Text size="sm">
        {planned === null ? "" : planned.state === "draft" ? "Not in force" : ENFORCED[planned.enforcement].short}
      </Text>
      <Group gap="xs" wrap="nowrap" justify="flex-end">
        {violations > 0 ? (
          <>
            <Text size="sm" c="var(--worse)" className="number" data-violations={violations}>
              {number(violations)} wrong
            </Text>
            <Sparkline
              data={days}
              incomplete={1}
              width={72}
              height={24}
              label={`What was wrong with ${name} in the last 7 days`}
            />
          </>
        ) : (
          planned?.state === "active" && (
            <Text size="sm" c="var(--better)">
              As planned
            </Text>
          )
        )}
      </Group>
    </li>
  );
}
