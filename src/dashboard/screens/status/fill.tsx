import { Text } from "@mantine/core";
import type { Status } from "#dashboard/api/status.ts";
import { Tile } from "#dashboard/screens/status/tile.tsx";
import { bytesWords, findingsAbout } from "#dashboard/screens/status/words.ts";
import "#dashboard/screens/status/fill.css";

/** How full the database is, with the marks at which something happens. */
export function Fill({ status: { database, findings } }: { status: Status }) {
  const percent = Math.round(database.share * 1_000) / 10;
  const marks = [database.warnAt, database.hurryAt, 1];
  return (
    <Tile
      title="Database"
      value={percent === 0 ? "under 0.1 %" : `${percent} %`}
      findings={findingsAbout(findings, ["database"])}
      well="At 70 % old days begin to move to the archive, at 90 % in a hurry; when full, events wait in the queue."
    >
      <div className="fill" role="img" aria-label={`${percent} % full, with marks at 70, 90 and 100 %`}>
        <div
          className="fill-used"
          data-level={database.share >= database.hurryAt ? "act" : database.share >= database.warnAt ? "look" : "well"}
          style={{ width: `${Math.min(100, percent)}%` }}
        />
        {marks.map((mark) => (
          <span key={mark} className="fill-mark" style={{ left: `${mark * 100}%` }} />
        ))}
      </div>
      <Text size="sm" c="dimmed">
        {bytesWords(database.bytes)} of {bytesWords(database.limit)}
        {database.bucketBytes > 0 && `, and ${bytesWords(database.bucketBytes)} in the archive`}
      </Text>
    </Tile>
  );
}
