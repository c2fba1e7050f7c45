import { SimpleGrid, Skeleton, Stack, Text } from "@mantine/core";
import { useEvents } from "#dashboard/api/schema.ts";
import { suggestedFunnels } from "#dashboard/screens/funnels/suggested.ts";
import { NoEvents } from "#dashboard/shell/no-events.tsx";

/** What to do before there are two steps: pick them, or take a funnel that the events there are suggest. */
export function Suggestions({ onPick }: { onPick: (events: string[]) => void }) {
  const { data, isPending, isError } = useEvents("", 200);
  const suggestions = suggestedFunnels(data?.events ?? []);
  if (!isPending && !isError && data.events.length === 0) return <NoEvents />;
  return (
    <Stack p="xl" gap="md" align="center">
      <div style={{ textAlign: "center" }}>
        <Text fw={600} size="lg">
          Pick two events
        </Text>
        <Text size="sm" c="dimmed">
          Choose above what people do first and what they should do next
          {suggestions.length > 0 ? ", or start with one of these." : "."}
        </Text>
      </div>
      {isPending && <Skeleton height={96} maw={720} />}
      {suggestions.length > 0 && (
        <SimpleGrid cols={{ base: 1, sm: 2 }} w="100%" maw={760} spacing="sm">
          {suggestions.map(({ title, events }) => (
            <button key={title} type="button" className="funnel-idea" onClick={() => onPick(events)}>
              <Text fw={600} size="sm">
                {title}
              </Text>
              <Text size="sm" c="dimmed">
                {events.join(" › ")}
              </Text>
            </button>
          ))}
        </SimpleGrid>
      )}
    </Stack>
  );
}
