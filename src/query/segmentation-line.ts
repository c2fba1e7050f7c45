import type { Buckets, Calendar } from "#core/calendar.ts";
import type { SegmentationQuestion, Series } from "#core/question/segmentation.ts";
import { DAY_MS } from "#core/question/time.ts";
import type { Windows } from "#query/segmentation-windows.ts";

/** How one series becomes a line of the chart: the windows its measure is taken over, and what is made of their numbers. */
export interface Line {
  windows: Windows;
  /** The range, as one window: what the total is taken over. */
  whole: Windows;
  /** The points and the total, of the measure's results (its windows, then the whole). */
  read(result: (window: number) => number): { data: number[]; total: number };
  /** First and last of the windows whose people stand behind a point; behind the total where `bucket` is null. */
  behind(bucket: number | null): { first: number; last: number };
}

/** The stretch of a question: ms, both ends inclusive. */
export interface Stretch {
  from: number;
  to: number;
}

type Shape = Pick<SegmentationQuestion, "interval" | "rolling" | "cumulative">;

/** The lines of a chart over a stretch, and the buckets their points stand for. */
export function chartOf(
  series: readonly Pick<Series, "math">[],
  shape: Shape,
  stretch: Stretch,
  calendar: Calendar,
): { buckets: Buckets; lines: Line[] } {
  const buckets = calendar.buckets(stretch.from, stretch.to, shape.interval);
  return { buckets, lines: series.map(({ math }) => lineOf(math, shape, stretch, buckets, calendar)) };
}

/** What a line looks at: more than the range where it looks back, or on to the end of a day. */
export const reachOf = ({ windows, whole }: Line): Stretch => ({
  from: Math.min(windows.starts[0] ?? Infinity, whole.starts[0] ?? Infinity),
  to: Math.max(windows.ends.at(-1) ?? -Infinity, whole.ends[0] ?? -Infinity) - 1,
});

/** The rules are those of SEMANTICS §2: rolling, cumulative, weekly and monthly active. */
function lineOf(math: Series["math"], shape: Shape, stretch: Stretch, buckets: Buckets, calendar: Calendar): Line {
  const { rolling, cumulative = false } = shape;
  const { from } = stretch;
  const stop = stretch.to + 1;
  const points = buckets.starts.length;
  const whole = { starts: [from], ends: [stop] };
  const toTotal = (window: number): { first: number; last: number } => ({ first: window, last: window });

  if (cumulative && math === "unique") {
    // Distinct people so far are no sum of points: every window begins where the range does.
    const ends = [...buckets.starts.slice(1), stop];
    return {
      windows: { starts: ends.map(() => from), ends },
      whole,
      read: (result) => ({ data: ends.map((_, point) => result(point)), total: result(points) }),
      behind: (bucket) => toTotal(bucket ?? points),
    };
  }

  const back = (rolling ?? 1) - 1;
  const edges = [...edgesBefore(buckets, shape, back, calendar), ...buckets.starts, buckets.end];
  const active = activeDays(math);
  const windows =
    active === null
      ? {
          starts: edges.slice(0, -1).map((start) => (rolling === undefined ? Math.max(start, from) : start)),
          ends: edges.slice(1).map((end) => Math.min(end, stop)),
        }
      : activeWindows(edges.slice(1), active, shape, stop, calendar);
  const isOneNumber = active !== null;
  const count = windows.starts.length;
  return {
    windows,
    whole,
    read(result) {
      const values = windows.starts.map((_, window) => result(window));
      const means = buckets.starts.map((_, point) => sum(values.slice(point, point + back + 1)) / (back + 1));
      const data = cumulative ? runningTotal(means) : means;
      return { data, total: isOneNumber ? (data.at(-1) ?? 0) : result(count) };
    },
    behind(bucket) {
      if (bucket === null && !isOneNumber) return toTotal(count);
      const point = bucket ?? points - 1;
      return { first: cumulative ? 0 : point, last: point + back };
    },
  };
}

/** Days that someone stays active after an event; null for other measures. */
function activeDays(math: Series["math"]): number | null {
  if (math === "weekly_active") return 7;
  return math === "monthly_active" ? 30 : null;
}

/** Starts of the buckets right before the range, as many as a rolling mean looks back. */
function edgesBefore(buckets: Buckets, { interval }: Shape, back: number, calendar: Calendar): number[] {
  const edges: number[] = [];
  let edge = buckets.starts[0] ?? buckets.end;
  for (let left = back; left > 0; left -= 1) edges.unshift((edge = calendar.step(edge, interval, -1)));
  return edges;
}

/** The days that end with the bucket's last day; with hour buckets as many times 24 hours that end with the hour. */
function activeWindows(
  ends: readonly number[],
  days: number,
  { interval }: Shape,
  stop: number,
  calendar: Calendar,
): Windows {
  if (interval === "hour") return { starts: ends.map((end) => end - days * DAY_MS), ends };
  const lastDays = ends.map((end) => calendar.bucketStart(Math.min(end, stop) - 1, "day"));
  return {
    starts: lastDays.map((day) => calendar.step(day, "day", 1 - days)),
    ends: lastDays.map((day) => calendar.step(day, "day")),
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function runningTotal(values: readonly number[]): number[] {
  let total = 0;
  return values.map((value) => (total += value));
}
