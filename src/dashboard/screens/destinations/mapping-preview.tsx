import { Stack, Text } from "@mantine/core";
import { Waiting } from "#dashboard/report/waiting.tsx";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { call } from "#dashboard/api/client.ts";
import type { Preview, Subscription } from "#dashboard/api/destinations.ts";
import { Json } from "#dashboard/report/json.tsx";

const PAUSE_MS = 400;

/** What a line would make of a real recent event, as it is edited. Nothing is sent. */
export function MappingPreview({ id, subscription }: { id: number; subscription: Subscription | null }) {
  const [asked] = useDebouncedValue(JSON.stringify(subscription), PAUSE_MS);
  const preview = useQuery({
    queryKey: ["connection-preview", id, asked],
    queryFn: ({ signal }) =>
      call<Preview>(`/api/connections/${id}/preview`, {
        method: "POST",
        body: { subscription: JSON.parse(asked) as Subscription },
        signal,
      }),
    enabled: asked !== "null",
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });
  const made = preview.data;
  return (
    <Stack gap={6} component="section" aria-label="Preview" aria-busy={preview.isFetching}>
      <Text fw={600} size="sm">
        Preview
      </Text>
      <div aria-live="polite">
        {preview.error !== null && (
          <Text size="sm" c="var(--worse)">
            {preview.error.message}
          </Text>
        )}
        {made?.problem != null && (
          <Text size="sm" c="var(--worse)">
            {made.problem}
          </Text>
        )}
        {made !== undefined && preview.error === null && (
          <Text size="sm" c="dimmed">
            {about(made)}
          </Text>
        )}
      </div>
      {made === undefined && preview.isPending && asked !== "null" && <Waiting height={120} />}
      {made !== undefined && made.problem === null && preview.error === null && (
        <Json text={JSON.stringify(made.payload, null, 2)} what="What would be sent" />
      )}
    </Stack>
  );
}

function about({ isSample, wanted, event }: Preview): string {
  const name = typeof event["event"] === "string" ? event["event"] : String(event["type"]);
  if (isSample) return `No recent event is one of these. Of an example (${name}) this would be sent:`;
  return wanted
    ? `Of your newest event of this kind (${name}) this would be sent:`
    : `“${name}” is not one of these events.`;
}
