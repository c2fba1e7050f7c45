import { DAY_MS, HOUR_MS } from "#core/clock.ts";

/** How long a destination is tried before a person has to look at it. */
export const PATIENCE_MS = 3 * DAY_MS;

/** The longest pause between two tries of a destination that says nothing about it. */
const LONGEST_PAUSE_MS = HOUR_MS;

/**
 * Milliseconds until the next try after `failures` in a row: doubling from `firstMs` to an hour, and somewhere in the upper
 * half of that, so that many connections to one destination don't come back all at once. What the destination asked for
 * counts where it is longer, up to three days.
 */
export function pauseAfter(failures: number, firstMs: number, askedMs: number | null, random: () => number): number {
  const doubled = Math.min(LONGEST_PAUSE_MS, firstMs * 2 ** Math.min(failures - 1, 30));
  const own = doubled * (0.5 + random() / 2);
  // A little later than asked: at that very moment many others come back, too.
  const asked = askedMs === null ? 0 : askedMs + random() * Math.min(askedMs / 10, 5_000);
  return Math.round(Math.min(PATIENCE_MS, Math.max(own, asked)));
}
