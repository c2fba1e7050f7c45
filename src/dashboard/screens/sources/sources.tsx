import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { Waiting } from "#dashboard/report/waiting.tsx";
import { useState } from "react";
import { useLocation } from "wouter";
import { useSearch } from "#dashboard/report/search.ts";
import { useSources } from "#dashboard/api/workspace.ts";
import { IconPlus } from "#dashboard/icons.ts";
import { Trouble } from "#dashboard/report/answer-frame.tsx";
import { searchWith } from "#dashboard/report/report-url.ts";
import { FirstSteps } from "#dashboard/screens/sources/first-steps.tsx";
import { NewSource } from "#dashboard/screens/sources/new-source.tsx";
import { SourceCard } from "#dashboard/screens/sources/source-card.tsx";
import { useHasEvents, useLatelyArrived, useVolumeToday } from "#dashboard/api/use-arrivals.ts";
import { May } from "#dashboard/controls/may.tsx";

/** Where events come from. `?source=` is the one whose installation is open, `?new` opens the form for another. */
export default function Sources() {
  const search = useSearch();
  const [path, navigate] = useLocation();
  const show = (changes: Record<string, string | null>) => navigate(path + searchWith(search, changes));
  const parameters = new URLSearchParams(search);
  const sources = useSources();
  const lately = useLatelyArrived();
  const today = useVolumeToday().data;
  const hasEvents = useHasEvents();
  const isFirstRun = useWasEmpty(hasEvents);
  // Together with the steps above them, so that nothing moves under a pointer.
  const all = hasEvents === undefined ? undefined : sources.data?.sources;
  return (
    <>
      <Group justify="space-between" align="flex-end" mb="md" gap="sm">
        <div>
          <Title order={1} size="h2">
            Sources
          </Title>
          <Text c="dimmed" size="sm">
            Where events come from: your sites, apps and servers.
          </Text>
        </div>
        <May permission="connect">
          <Button leftSection={<IconPlus size={16} />} onClick={() => show({ new: "1" })}>
            New source
          </Button>
        </May>
      </Group>
      <Stack gap="md">
        {isFirstRun && <FirstSteps />}
        {sources.error !== null && <Trouble error={sources.error} again={() => void sources.refetch()} />}
        {all === undefined &&
          sources.error === null &&
          Array.from({ length: 2 }, (_, at) => <Waiting key={at} height={150} />)}
        {all?.length === 0 && (
          <Stack align="center" p="xl" gap="sm" className="card">
            <Text fw={600}>No source yet</Text>
            <Text size="sm" c="dimmed" ta="center" maw={460}>
              A source is one site, app or server that sends events. Each has a key of its own.
            </Text>
            <May permission="connect">
              <Button onClick={() => show({ new: "1" })}>Add the first one</Button>
            </May>
          </Stack>
        )}
        {all?.map((source) => (
          <SourceCard
            key={source.id}
            source={source}
            lately={lately}
            today={today === undefined ? null : (today.get(String(source.id)) ?? 0)}
            isOpen={parameters.get("source") === String(source.id)}
            onToggle={() => show({ source: parameters.get("source") === String(source.id) ? null : String(source.id) })}
          />
        ))}
      </Stack>
      {parameters.has("new") && (
        <NewSource onMade={(id) => show({ new: null, source: String(id) })} onClose={() => show({ new: null })} />
      )}
    </>
  );
}

/** Was the workspace without any event when it was first looked at? The steps stay until one leaves, to see them turn green. */
function useWasEmpty(hasEvents: boolean | null | undefined): boolean {
  const [wasEmpty, setWasEmpty] = useState(false);
  if (hasEvents === false && !wasEmpty) setWasEmpty(true);
  return wasEmpty;
}
