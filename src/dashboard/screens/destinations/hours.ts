import type { CountedHour } from "#dashboard/api/destinations.ts";

const HOUR_MS = 3_600_000;

export type Counted = "received" | "filtered" | "delivered" | "rejected" | "retried";

/** All of a kind in these hours. */
export const sumOf = (hours: readonly CountedHour[], what: Counted): number =>
  hours.reduce((sum, hour) => sum + hour[what], 0);

/** The last `count` hours up to now, the oldest first, with zeros where nothing was counted. */
export function lastHours(hours: readonly CountedHour[], now: number, count: number): CountedHour[] {
  const known = new Map(hours.map((hour) => [Date.parse(hour.hour), hour]));
  const last = Math.floor(now / HOUR_MS) * HOUR_MS;
  return Array.from({ length: count }, (_, at) => {
    const start = last - (count - 1 - at) * HOUR_MS;
    return (
      known.get(start) ?? {
        hour: new Date(start).toISOString(),
        received: 0,
        filtered: 0,
        delivered: 0,
        rejected: 0,
        retried: 0,
        latencyAverageMs: null,
      }
    );
  });
}

/** The same hours by the day they are in, as `dayOf` names it. */
export function byDay(
  hours: readonly CountedHour[],
  dayOf: (iso: string) => string,
): { name: string; hours: CountedHour[] }[] {
  const days = new Map<string, CountedHour[]>();
  for (const hour of hours) {
    const name = dayOf(hour.hour);
    const known = days.get(name);
    if (known) known.push(hour);
    else days.set(name, [hour]);
  }
  return [...days].map(([name, own]) => ({ name, hours: own }));
}
