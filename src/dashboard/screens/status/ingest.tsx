import { Text } from "@mantine/core";
import type { Status } from "#dashboard/api/status.ts";
import { Sparkline } from "#dashboard/charts/sparkline.tsx";
import { number } from "#dashboard/report/labels.ts";
import { findingsAbout } from "#dashboard/screens/status/words.ts";
import { Tile } from "#dashboard/screens/status/tile.tsx";

/** What comes in: by hour, by source, and what was refused. */
export function Ingest({ status: { ingest, refused, findings } }: { status: Status }) {
  const refusedEvents = refused.reduce((sum, { events }) => sum + events, 0);
  return (
    <Tile
      title="Events in 24 hours"
      value={number(ingest.lastDay)}
      findings={findingsAbout(findings, ["source"])}
      well={`${number(ingest.thisHour)} of them in this hour.`}
      href="/debugger"
    >
      <Sparkline data={ingest.hours.map(({ events }) => events)} incomplete={1} label="Events by hour" width={240} />
      <Text size="sm" c="dimmed">
        {refusedEvents === 0 ? "None were refused." : `${number(refusedEvents)} were refused: Debugger says why.`}
      </Text>
    </Tile>
  );
}
