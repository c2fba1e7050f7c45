import { DAY_MS, MINUTE_MS } from "#core/clock.ts";
import type { CheckEvery, Trigger } from "#core/automation.ts";
import { instantAt, zoneOf } from "#core/zone.ts";
import { minutesOf } from "#automations/quiet-hours.ts";

type Scheduled = Extract<Trigger, { schedule: unknown }>;

/** A digest of a week goes out on Monday where no day is named. */
const MONDAY = 1;
/** A check comes this long after the period it looks at has ended: what happened last is on its way into the store. */
const SETTLED_MS = MINUTE_MS;
const QUARTER_MS = 15 * MINUTE_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** What clocks of the zone show at an instant, told as if it were UTC. */
const localOf = (zoneName: string, ms: number): number => ms + zoneOf(zoneName).at(ms).offset;

/**
 * The first instant after `after` (ms) at which a schedule is due, in the workspace's zone. A time of day that clocks skip
 * is due when they have; one that they show twice is due the first time.
 */
export function nextScheduled({ schedule, at, weekday = MONDAY }: Scheduled, zoneName: string, after: number): number {
  const today = Math.floor(localOf(zoneName, after) / DAY_MS);
  for (let day = today - 1; ; day += 1) {
    const date = new Date(day * DAY_MS);
    if (schedule === "week" && date.getUTCDay() !== weekday) continue;
    if (schedule === "month" && date.getUTCDate() !== 1) continue;
    const due = instantAt(zoneOf(zoneName), day * DAY_MS + minutesOf(at) * MINUTE_MS);
    if (due > after) return due;
  }
}

/** The first instant after `after` (ms) at which a report is looked at: a minute after the quarter, the hour or the local day. */
export function nextCheck(every: CheckEvery, zoneName: string, after: number): number {
  const start = after - SETTLED_MS;
  switch (every) {
    case "15 minutes":
      return (Math.floor(start / QUARTER_MS) + 1) * QUARTER_MS + SETTLED_MS;
    case "hour":
      return (Math.floor(start / HOUR_MS) + 1) * HOUR_MS + SETTLED_MS;
    case "day": {
      const midnights = { schedule: "day", at: "00:00" } as const;
      return nextScheduled(midnights, zoneName, start) + SETTLED_MS;
    }
  }
}
