import "#dashboard/screens/live/live.css";
import { Alert, Button, Group, SegmentedControl, Text, Title } from "@mantine/core";
import { useCallback, useMemo, useState } from "react";
import { useLocation } from "wouter";
import { useSearch } from "#dashboard/report/search.ts";
import { IconPlayerPause, IconPlayerPlay } from "#dashboard/icons.ts";
import { number } from "#dashboard/report/labels.ts";
import { searchWith } from "#dashboard/report/report-url.ts";
import { Announcer } from "#dashboard/screens/live/announcer.tsx";
import { EventDrawer } from "#dashboard/screens/live/event-drawer.tsx";
import { EventList } from "#dashboard/screens/live/event-list.tsx";
import { LinkBadge } from "#dashboard/screens/live/link-badge.tsx";
import { LiveFilters } from "#dashboard/screens/live/live-filters.tsx";
import { choiceIn, isNarrow, type LiveChoice, searchWithChoice } from "#dashboard/screens/live/live-filter.ts";
import { NothingYet } from "#dashboard/screens/live/nothing-yet.tsx";
import { PeopleNow } from "#dashboard/screens/live/people-now.tsx";
import { useFeed } from "#dashboard/screens/live/use-feed.ts";

/** What people do, as they do it. */
export default function Live() {
  const search = useSearch();
  const [path, navigate] = useLocation();
  const choice = useMemo(() => choiceIn(search), [search]);
  const { feed, view } = useFeed(choice);
  const [isPaused, setPaused] = useState(false);
  const shown = new URLSearchParams(search);
  const choose = useCallback(
    (next: LiveChoice) => navigate(location.pathname + searchWithChoice(location.search, next)),
    [navigate],
  );
  const show = useCallback(
    (changes: Record<string, string | null>, replace = false) =>
      navigate(location.pathname + searchWith(location.search, changes), { replace }),
    [navigate],
  );
  const open = useCallback((key: string) => show({ open: key }), [show]);
  const part = shown.get("view") === "map" ? "map" : "list";
  return (
    <div className="live" data-part={part}>
      <Group justify="space-between" align="center" mb="md" gap="sm">
        <Group gap="sm">
          <Title order={1} size="h2">
            Live
          </Title>
          <LinkBadge link={view.link} isPaused={isPaused} retryNow={feed.retryNow} />
        </Group>
        <Group gap="xs">
          <SegmentedControl
            hiddenFrom="sm"
            aria-label="Shown"
            data={[
              { value: "list", label: "List" },
              { value: "map", label: "Map" },
            ]}
            value={part}
            onChange={(next) => show({ view: next === "map" ? "map" : null }, true)}
          />
          <Button
            variant={isPaused ? "filled" : "default"}
            leftSection={isPaused ? <IconPlayerPlay size={16} /> : <IconPlayerPause size={16} />}
            miw={112}
            onClick={() => {
              if (isPaused) feed.showWaiting();
              setPaused(!isPaused);
            }}
          >
            {isPaused ? "Resume" : "Pause"}
          </Button>
        </Group>
      </Group>
      {view.missed !== undefined && (
        <Alert
          color="yellow"
          variant="light"
          mb="md"
          withCloseButton
          closeButtonLabel="Close this note"
          onClose={feed.forgetGap}
          role="status"
        >
          {view.missed === null ? "Some events were" : `${number(view.missed)} events were`} missed while away. They are
          counted in all reports; only this list doesn't have them.
        </Alert>
      )}
      <PeopleNow view={view} isNarrow={isNarrow(choice)} opened={shown.get("people")} show={show} />
      <section className="card live-list-card" aria-label="Events">
        <LiveFilters choice={choice} feed={feed} onChange={choose} />
        {view.rate !== null && (
          <Text size="sm" c="dimmed" px="md" pb="xs" role="status">
            {number(Math.round(view.rate.perSecond))} events a second are more than can be read: the list has{" "}
            {number(Math.round(view.rate.shownPerSecond))} of them.
          </Text>
        )}
        {view.isReady && view.rows.length === 0 && view.waiting === 0 ? (
          <NothingYet
            isNarrow={isNarrow(choice)}
            showAll={() => choose({ ...choice, events: [], countries: [], person: null })}
          />
        ) : (
          <EventList feed={feed} view={view} isPaused={isPaused} open={open} />
        )}
      </section>
      <Announcer fresh={view.fresh} newest={view.rows[0]?.name ?? null} />
      <EventDrawer
        opened={shown.get("open")}
        feed={feed}
        onClose={() => show({ open: null })}
        onlyPerson={(person) =>
          navigate(path + searchWith(searchWithChoice(search, { ...choice, person }), { open: null }))
        }
      />
    </div>
  );
}
