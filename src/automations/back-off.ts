import { DAY_MS, HOUR_MS, SECOND_MS } from "#core/clock.ts";

const FIRST_PAUSE_MS = 30 * SECOND_MS;
const LONGEST_PAUSE_MS = HOUR_MS;
/** How long a message is tried. */
export const PATIENCE_MS = DAY_MS;

/**
 * When to try again (ms) after `attempts` failures, the first try at `firstAt`: pauses double from half a minute to an hour,
 * the upper half of each by chance, so that a thousand messages don't come back at once; longer where that was asked.
 * Null: the time is up.
 */
export function nextTry(
  { attempts, firstAt, askedMs }: { attempts: number; firstAt: number; askedMs: number | null },
  now: number,
  random: () => number,
): number | null {
  const doubled = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(Math.max(0, attempts - 1), 20));
  const pause = Math.max(askedMs ?? 0, doubled * (0.5 + random() / 2));
  const at = Math.round(now + pause);
  return at - firstAt > PATIENCE_MS ? null : at;
}
