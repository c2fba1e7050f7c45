import type { FunnelPoint } from "#core/answer.ts";
import type { FunnelQuestion } from "#core/question/funnel.ts";
import { colourOf } from "#core/report/colours.ts";
import { groupName } from "#core/report/names.ts";
import { spanName } from "#core/report/step-name.ts";
import { MOST_LINES } from "#digest/picture/chart.ts";
import { type Finding, type Headline, nothing, NOTHING_HAPPENED } from "#digest/section.ts";
import { bucketName, number, percent, plain } from "#digest/words.ts";

/** The part that converts, by when people entered. Who entered lately may still convert: those points are dashed. */
export function funnelTrend(
  { interval, window }: FunnelQuestion,
  trend: FunnelPoint[] | Record<string, FunnelPoint[]>,
  headline: Headline | null,
): Finding {
  const lines = (Array.isArray(trend) ? [["Everybody", trend] as const] : Object.entries(trend)).map(
    ([group, points], place) => {
      const sum = (field: "entered" | "converted") => points.reduce((all, point) => all + point[field], 0);
      const name = plain(groupName(group));
      return { name, points, colour: colourOf(place, false), entered: sum("entered"), converted: sum("converted") };
    },
  );
  if (lines.every(({ entered }) => entered === 0)) return nothing(NOTHING_HAPPENED);
  const shown = lines.slice(0, MOST_LINES);
  const growing = Math.max(
    0,
    ...shown.map(({ points }) => points.length - 1 - points.findLastIndex(({ final }) => final)),
  );
  const labels = (shown[0]?.points ?? []).map(({ bucket }) => bucketName(bucket, interval));
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
      alt: `Conversion over time. Last: ${shown.map(lastOf(labels)).join("; ")}.`,
    },
    table: {
      columns: ["", "Entered", "Converted"],
      rows: shown.map(({ name, colour, entered, converted }) => ({
        name,
        colour,
        values: [number(entered), number(converted)],
        change: null,
      })),
      more: lines.length - shown.length,
    },
    remarks: growing > 0 ? [`Dashed: who entered then still has time (${spanName(window)}).`] : [],
  };
}

const lastOf =
  (labels: readonly string[]) =>
  ({ name, points }: { name: string; points: readonly FunnelPoint[] }): string =>
    `${name} ${percent(points.at(-1)?.rate ?? 0)} on ${labels.at(-1) ?? ""}`;
