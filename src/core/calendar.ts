import type { Interval, WeekStart } from "#core/question/time.ts";
import { instantAt, zoneOf } from "#core/zone.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The buckets of a range, in order. */
export interface Buckets {
  /** First instants, ms. */
  starts: readonly number[];
  /** Where the last one ends (exclusive), ms. */
  end: number;
  labels: readonly string[];
  /** The number of the bucket an instant lies in, 0 for the first; -1 outside all. Fast: asked for every event. */
  at(ms: number): number;
}

/**
 * Hours, days, weeks and months as a zone's clocks show them (SEMANTICS §1). Hours are real ones from :00 local, so a
 * repeated hour is two buckets; a day has 23 or 25 of them when clocks change, and begins when its first minute does,
 * also where midnight is skipped; days a zone skips don't exist.
 */
export interface Calendar {
  timezone: string;
  weekStart: WeekStart;
  /** The first instant of the bucket an instant lies in. */
  bucketStart(ms: number, interval: Interval): number;
  /** From the start of a bucket to that of the n-th next one (the n-th before it where n is negative). */
  step(start: number, interval: Interval, n?: number): number;
  /** A bucket by its local start: 2026-03-01; hours with their offset: 2026-03-01T08:00:00+01:00. */
  label(start: number, interval: Interval): string;
  /** All buckets that touch from … to (ms, inclusive). */
  buckets(from: number, to: number, interval: Interval): Buckets;
  /** The local day of an instant. */
  dayOf(ms: number): string;
  /** First and last millisecond of a local day. */
  dayBounds(day: string): { from: number; to: number };
}

/** The calendar of an IANA zone. Throws RangeError where there is no such zone. */
export function createCalendar(timezone: string, weekStart: WeekStart): Calendar {
  const zone = zoneOf(timezone);

  /** What clocks show, as if it were UTC. */
  const localOf = (ms: number): number => ms + zone.at(ms).offset;

  const instantOf = (local: number): number => instantAt(zone, local);

  /** The hour's first instant: at :00, or when clocks changed since. */
  const hourStart = (ms: number): number => {
    const { offset, since } = zone.at(ms);
    return Math.max(Math.floor((ms + offset) / HOUR_MS) * HOUR_MS - offset, since);
  };
  const nextHour = (start: number): number => {
    const { offset, changes } = zone.at(start);
    return Math.min((Math.floor((start + offset) / HOUR_MS) + 1) * HOUR_MS - offset, changes);
  };

  /** The local start of a day, week or month, `n` of them away from the one that holds `local`. */
  const localStart = (local: number, interval: Exclude<Interval, "hour">, n: number): number => {
    const date = new Date(local);
    if (interval === "month") return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + n);
    const day = Math.floor(local / DAY_MS);
    if (interval === "day") return (day + n) * DAY_MS;
    const sinceWeekStart = weekStart === "monday" ? (date.getUTCDay() + 6) % 7 : date.getUTCDay();
    return (day - sinceWeekStart + 7 * n) * DAY_MS;
  };

  const stepOnce = (start: number, interval: Interval, direction: 1 | -1): number => {
    if (interval === "hour") return direction === 1 ? nextHour(start) : hourStart(start - 1);
    const local = localOf(start);
    let n: number = direction;
    let next = instantOf(localStart(local, interval, n));
    // A day that the zone skipped begins when the next one does.
    while (next === start) next = instantOf(localStart(local, interval, (n += direction)));
    return next;
  };

  const bucketStart = (ms: number, interval: Interval): number => {
    if (interval === "hour") return hourStart(ms);
    const start = instantOf(localStart(localOf(ms), interval, 0));
    // Clocks set back over midnight show the old day again, but the new one has begun.
    const next = stepOnce(start, interval, 1);
    return next <= ms ? next : start;
  };

  const step = (start: number, interval: Interval, n = 1): number => {
    let at = start;
    for (let left = Math.abs(n); left > 0; left -= 1) at = stepOnce(at, interval, n > 0 ? 1 : -1);
    return at;
  };

  const label = (start: number, interval: Interval): string => {
    const { offset } = zone.at(start);
    const local = new Date(start + offset).toISOString();
    return interval === "hour" ? `${local.slice(0, 19)}${offsetText(offset)}` : local.slice(0, 10);
  };

  return {
    timezone,
    weekStart,
    bucketStart,
    step,
    label,
    buckets(from, to, interval) {
      const starts = [bucketStart(from, interval)];
      let end = stepOnce(starts[0] ?? from, interval, 1);
      while (end <= to) {
        starts.push(end);
        end = stepOnce(end, interval, 1);
      }
      return { starts, end, labels: starts.map((start) => label(start, interval)), at: finder(starts, end) };
    },
    dayOf: (ms) => label(ms, "day"),
    dayBounds(day) {
      const local = Date.parse(`${day}T00:00:00Z`);
      return { from: instantOf(local), to: instantOf(local + DAY_MS) - 1 };
    },
  };
}

/** `+05:30` */
function offsetText(offset: number): string {
  const minutes = Math.round(Math.abs(offset) / 60_000);
  const two = (number: number) => String(number).padStart(2, "0");
  return `${offset < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** Events come in order of time mostly, so the bucket of the last one is tried before all are searched. */
function finder(starts: readonly number[], end: number): (ms: number) => number {
  let last = 0;
  return (ms) => {
    if (ms < (starts[0] ?? end) || ms >= end) return -1;
    if (ms >= (starts[last] ?? end) && ms < (starts[last + 1] ?? end)) return last;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? end) <= ms) low = middle;
      else high = middle - 1;
    }
    last = low;
    return low;
  };
}
