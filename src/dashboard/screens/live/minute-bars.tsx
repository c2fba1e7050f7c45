import { Text } from "@mantine/core";
import { memo } from "react";
import { number } from "#dashboard/report/labels.ts";
import type { MinuteCounts } from "#dashboard/screens/live/minutes.ts";

const STEP = 10;
const HEIGHT = 72;
const LEAST = 2;

/** Different people a minute, oldest first; the last minute isn't over. */
export const MinuteBars = memo(({ counts, isNarrow }: { counts: MinuteCounts; isNarrow: boolean }) => {
  const known = counts.filter((count) => count !== null);
  const most = Math.max(1, ...known);
  const soFar = known.length < counts.length && known.length > 0 ? `, counted for ${known.length} min so far` : "";
  const what = isNarrow ? "People a minute, as filtered" : "People a minute";
  return (
    <div>
      <svg
        className="live-bars"
        viewBox={`0 0 ${counts.length * STEP} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${what}, last ${known.length} minutes: at most ${number(Math.max(0, ...known))}, in this minute ${number(counts.at(-1) ?? 0)}`}
      >
        {counts.map((count, at) => {
          const height = Math.max(LEAST, (HEIGHT * (count ?? 0)) / most);
          return (
            <rect
              // Bars have no other name than their place.
              // oxlint-disable-next-line no-array-index-key
              key={at}
              x={at * STEP}
              y={HEIGHT - height}
              width={STEP - 2}
              height={height}
              data-count={count ?? "unknown"}
              data-now={at === counts.length - 1}
            >
              <title>{count === null ? NOT_COUNTED : `${number(count)} ${minuteName(counts.length - 1 - at)}`}</title>
            </rect>
          );
        })}
      </svg>
      <Text size="xs" c="dimmed" className="live-bars-foot">
        <span>30 min ago</span>
        <span>
          {what}
          {soFar}
        </span>
        <span>now</span>
      </Text>
    </div>
  );
});
MinuteBars.displayName = "MinuteBars";

const NOT_COUNTED = "Not counted: so many events came that this screen counts from when it was opened";
const minuteName = (ago: number): string => (ago === 0 ? "in this minute" : `${ago} min ago`);
