import type { Calendar } from "#core/calendar.ts";
import { Problem } from "#core/problem.ts";
import type { Period } from "#core/question/period.ts";
import { DAY_MS, isDay } from "#core/question/time.ts";

/** The instants a question is about, both inclusive (ms). */
export interface Range {
  from: number;
  to: number;
  /** The local days it is made of, where it is made of whole ones. */
  days: { from: string; to: string } | null;
}

/** The first (`from`) or last (`to`) millisecond that a day or an instant stands for (SEMANTICS §1). */
export const boundOf = (moment: string, end: "from" | "to", calendar: Calendar): number =>
  isDay(moment) ? calendar.dayBounds(moment)[end] : Date.parse(moment);

/**
 * What a question's from and to, or its range, come to at this moment. The last N days are N-1 full ones before today and
 * today; weeks and months likewise, up to today; hours up to now.
 */
export function rangeOf({ from, to, range }: Period, calendar: Calendar, now: number): Range {
  if (range !== undefined) {
    const { value, unit } = range.last;
    const start = calendar.step(calendar.bucketStart(now, unit), unit, 1 - value);
    return unit === "hour"
      ? { from: start, to: now, days: null }
      : daysBetween(calendar.dayOf(start), calendar.dayOf(now), calendar);
  }
  if (from === undefined || to === undefined) throw new Error("a question over time has from and to, or range");
  if (isDay(from) && isDay(to)) return daysBetween(from, to, calendar);
  const bounds = { from: boundOf(from, "from", calendar), to: boundOf(to, "to", calendar), days: null };
  // A day and an instant can only be compared once the zone is known.
  if (bounds.from > bounds.to) throw new Problem("request_invalid", { detail: "to: it lies before from" });
  return bounds;
}

/** What comes right before a range: as many local days where it is whole ones, otherwise as long a time. */
export function previousRange({ from, to, days }: Range, calendar: Calendar): Range {
  if (days === null) return { from: from - (to - from), to: from - 1, days: null };
  const count = (dayMs(days.to) - dayMs(days.from)) / DAY_MS + 1;
  const shifted = (day: string) => new Date(dayMs(day) - count * DAY_MS).toISOString().slice(0, 10);
  return daysBetween(shifted(days.from), shifted(days.to), calendar);
}

const dayMs = (day: string): number => Date.parse(`${day}T00:00:00Z`);

const daysBetween = (from: string, to: string, calendar: Calendar): Range => ({
  from: calendar.dayBounds(from).from,
  to: calendar.dayBounds(to).to,
  days: { from, to },
});
