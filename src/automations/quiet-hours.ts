import { zoneOf } from "#core/zone.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Minutes since midnight of a local time `HH:MM`. */
export const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

/**
 * When a message that is ready at `now` (ms) may be sent: `now` itself outside the quiet hours, else the first instant after
 * them. `from` and `to` are what clocks of the zone show, `to` is no longer quiet, and `from` after `to` goes over midnight;
 * the same twice is no quiet hours at all. Where clocks change meanwhile, what they show counts, not how long it takes.
 */
export function quietUntil(now: number, hours: { from: string; to: string }, zoneName: string): number {
  const [from, to] = [minutesOf(hours.from) * MINUTE_MS, minutesOf(hours.to) * MINUTE_MS];
  const zone = zoneOf(zoneName);
  let at = now;
  for (;;) {
    const { offset, changes, until } = zone.at(at);
    const clock = modulo(at + offset, DAY_MS);
    const isQuiet = from <= to ? clock >= from && clock < to : clock >= from || clock < to;
    if (!isQuiet) return at;
    const end = at + modulo(to - clock, DAY_MS);
    at = Math.min(end, changes, until);
  }
}

const modulo = (value: number, by: number): number => ((value % by) + by) % by;
