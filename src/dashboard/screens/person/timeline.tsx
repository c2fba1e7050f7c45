import { Button, Chip, Group, MultiSelect, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useMemo } from "react";
import type { PersonProfile } from "#dashboard/api/person.ts";
import { usePersonEvents } from "#dashboard/api/person.ts";
import { Trouble } from "#dashboard/report/answer-frame.tsx";
import { duration, number } from "#dashboard/report/labels.ts";
import { EventRow } from "#dashboard/screens/person/event-row.tsx";
import { kindOf } from "#dashboard/screens/person/kinds.ts";
import { apart, daysOf, type Session, sessionSays, sessionsOf } from "#dashboard/screens/person/timeline-days.ts";
import type { Times } from "#dashboard/report/times.ts";
import { useTimes } from "#dashboard/report/use-times.ts";

/** What is shown of somebody's doings: only events of these names, none of these kinds. */
export interface Shown {
  names: readonly string[];
  hidden: readonly string[];
}

/** What somebody did, newest first, by day and visit. */
export function Timeline({
  person,
  shown,
  onChange,
}: {
  person: PersonProfile;
  shown: Shown;
  onChange: (shown: Shown) => void;
}) {
  const at = useTimes();
  const { names, hidden } = shown;
  const asked = useMemo(() => namesToAsk(person, shown), [person, shown]);
  const found = usePersonEvents(person.id, asked);
  const isFiltered = asked.length > 0;
  const days = useMemo(() => {
    const events = (found.data?.pages ?? [])
      .flatMap((page) => page.events)
      .filter(({ type }) => !shown.hidden.includes(type));
    return daysOf(isFiltered ? apart(events, at.day) : sessionsOf(events), at.day);
  }, [found.data, shown, isFiltered, at]);
  const kinds = [...new Set(person.eventCounts.map(({ kind }) => kind))];
  const counts = new Map<string, number>();
  for (const { name, count } of person.eventCounts) counts.set(name, (counts.get(name) ?? 0) + count);
  return (
    <section className="card" aria-label="What they did">
      <Group p="md" pb="sm" gap="sm" justify="space-between" align="flex-end">
        <Title order={2} size="h4">
          What they did
        </Title>
        <Group gap="sm">
          {kinds.length > 1 && (
            <Group gap={6} role="group" aria-label="Kinds of events">
              {kinds.map((kind) => (
                <Chip
                  key={kind}
                  size="xs"
                  checked={!hidden.includes(kind)}
                  onChange={(isOn) =>
                    onChange({ names, hidden: isOn ? hidden.filter((one) => one !== kind) : [...hidden, kind] })
                  }
                >
                  {kindOf(kind).name}
                </Chip>
              ))}
            </Group>
          )}
          <MultiSelect
            size="sm"
            w={{ base: "100%", xs: 280 }}
            aria-label="Only these events"
            placeholder={names.length === 0 ? "All events" : ""}
            searchable
            clearable
            clearButtonProps={{ "aria-label": "All events again" }}
            data={[...new Set([...names, ...counts.keys()])].map((name) => ({
              value: name,
              label: `${name} (${number(counts.get(name) ?? 0)})`,
            }))}
            value={[...names]}
            onChange={(next) => onChange({ names: next, hidden })}
          />
        </Group>
      </Group>
      {found.error !== null && <Trouble error={found.error} again={() => void found.refetch()} />}
      {found.isPending ? (
        <Stack p="md" gap="sm">
          {Array.from({ length: 10 }, (_, place) => (
            <Skeleton key={place} height={26} />
          ))}
        </Stack>
      ) : (
        <div aria-busy={found.isFetching}>
          {days.map(({ name, sessions }) => (
            <section key={name} aria-label={name}>
              <Title order={3} size="sm" className="person-day">
                {name}
              </Title>
              {sessions.map((session) => (
                <Visit
                  key={session.to + session.events[0]?.messageId}
                  session={session}
                  at={at}
                  isWhole={!isFiltered}
                />
              ))}
            </section>
          ))}
          <Group p="md" justify="center">
            {found.hasNextPage ? (
              <Button variant="default" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
                Load older
              </Button>
            ) : (
              <Text size="sm" c="dimmed">
                {days.length === 0
                  ? isFiltered || hidden.length > 0
                    ? "No event like this. Show more kinds, or all events."
                    : "Nothing is kept of what they did."
                  : "That is all."}
              </Text>
            )}
          </Group>
        </div>
      )}
    </section>
  );
}

/** Names to ask for; none: everything. With kinds hidden, those the others have, so that pages are full. */
function namesToAsk(person: PersonProfile, { names, hidden }: Shown): string[] {
  if (names.length > 0 || hidden.length === 0) return [...names];
  return [...new Set(person.eventCounts.filter(({ kind }) => !hidden.includes(kind)).map(({ name }) => name))];
}

function Visit({ session, at, isWhole }: { session: Session; at: Times; isWhole: boolean }) {
  const seconds = (Date.parse(session.to) - Date.parse(session.from)) / 1_000;
  const says = [
    `${number(session.events.length)} ${session.events.length === 1 ? "event" : "events"}`,
    ...(seconds >= 1 ? [duration(Math.round(seconds))] : []),
    ...sessionSays(session),
  ];
  return (
    <div className="person-visit">
      {isWhole && (
        <Text size="xs" c="dimmed" className="person-visit-head">
          <Text span size="xs" fw={650} c="var(--ink)" className="number">
            {at.minute(session.from)}
          </Text>{" "}
          {says.join(" · ")}
        </Text>
      )}
      <ul className="person-events">
        {session.events.map((event) => (
          <EventRow key={event.messageId} event={event} at={at} />
        ))}
      </ul>
    </div>
  );
}
