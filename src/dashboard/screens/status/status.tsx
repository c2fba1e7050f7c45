import { SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { type Status, useStatus } from "#dashboard/api/status.ts";
import { Trouble } from "#dashboard/report/answer-frame.tsx";
import { Waiting } from "#dashboard/report/waiting.tsx";
import { AlertMe } from "#dashboard/screens/status/alert-me.tsx";
import { Cost } from "#dashboard/screens/status/cost.tsx";
import { Deliveries } from "#dashboard/screens/status/deliveries.tsx";
import { Fill } from "#dashboard/screens/status/fill.tsx";
import { Headline } from "#dashboard/screens/status/headline.tsx";
import { Ingest } from "#dashboard/screens/status/ingest.tsx";
import { Tile } from "#dashboard/screens/status/tile.tsx";
import { findingsAbout, lagWords, queueWords } from "#dashboard/screens/status/words.ts";
import { number } from "#dashboard/report/labels.ts";

/** Is everything well, and if not, what is to be done. */
export default function StatusScreen() {
  const { data, error, isPending, refetch } = useStatus();
  return (
    <>
      <Title order={1} size="h2">
        Status
      </Title>
      <Text c="dimmed" size="sm" mb="md">
        Whether this deployment does what it should, and what it costs.
      </Text>
      {error !== null && <Trouble error={error} again={() => void refetch()} />}
      {isPending && <Waiting height={320} />}
      {data && <Everything status={data} />}
    </>
  );
}

function Everything({ status }: { status: Status }) {
  const { findings, queue, deadLetters, audiences } = status;
  return (
    <Stack gap="md">
      <Headline status={status} />
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="md">
        <Ingest status={status} />
        <Tile
          title="Waiting to be stored"
          value={queueWords(queue)}
          findings={findingsAbout(findings, ["queue"])}
          well="Events are stored as they come."
        />
        <Tile
          title="Could not be stored"
          value={number(deadLetters)}
          findings={findingsAbout(findings, ["dead letters"])}
          well="Everything that was received is stored."
          href="/settings?tab=dead-letters"
        />
        <Fill status={status} />
        <Tile
          title="Audiences and automations"
          value={lagWords(audiences.behind)}
          findings={findingsAbout(findings, ["list", "automation"])}
          well={audiences.behind === null ? "There is no audience to keep." : "Audiences follow what comes in."}
          href="/audiences"
        />
        <AlertMe />
      </SimpleGrid>
      <Deliveries status={status} />
      <Cost cost={status.cost} />
    </Stack>
  );
}
