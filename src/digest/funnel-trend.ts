import type { FunnelPoint } from "#core/answer.ts";
import type { FunnelQuestion } from "#core/question/funnel.ts";
import { colourOf } from "#core/report/colours.ts";
import { groupName } from "#core/report/names.ts";
import { spanName } from "#core/report/step-name.ts";
import { MOST_LINES } from "#digest/picture/chart.ts";
import { type Finding, type Headline, nothing, NOTHING_HAPPENED } from "#digest/section.ts";
import { bucketName, percent, plain } from "#digest/words.ts";

/** The part that converts, by when people entered. Who entered lately may still convert: those points are dashed. */
export function funnelTrend(
  { interval, window }: FunnelQuestion,
  trend: FunnelPoint[] | Record<string, FunnelPoint[]>,
  headline: Headline | null,
): Finding {
  const lines = (Array.isArray(trend) ? [["Everybody", trend] as const] : Object.entries(trend)).map(
    ([group, points], place) => ({ name: plain(groupName(group)), points, colour: colourOf(place, false) }),
  );
  if (lines.every(({ points }) => points.every(({ entered }) => entered === 0))) return nothing(NOTHING_HAPPENED);
  const shown = lines.slice(0, MOST_LINES);
  const growing = Math.max(
    0,
    ...shown.map(({ points }) => points.length - 1 - points.findLastIndex(({ final }) => final)),
  );
  const labels = (shown[0]?.points ?? []).map(({ bucket }) => bucketName(bucket, interval));
  // The last bucket that is what it will be; where there is none, the last.
  const at = labels.length - 1 - (growing < labels.length ? growing : 0);
  const label = labels[at] ?? "";
  return {
    headline,
    picture: {
      chart: {
        shape: "lines",
        labels,
        incomplete: growing,
        format: percent,
        lines: shown.map(({ colour, points }) => ({ colour, data: points.map(({ rate }) => rate) })),
      },
      alt: `Conversion over time. Of those who entered ${label}: ${shown
        .map(({ name, points }) => `${name} ${percent(points[at]?.rate ?? 0)}`)
        .join("; ")}.`,
    },
    table: {
      columns: ["Entered", label],
      rows: shown.map(({ name, colour, points }) => ({
        name,
        colour,
        values: [percent(points[at]?.rate ?? 0)],
        change: null,
      })),
      more: lines.length - shown.length,
    },
    remarks: growing > 0 ? [`Who entered after that still has time (${spanName(window)}): drawn dashed.`] : [],
  };
}
