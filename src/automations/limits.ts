import { DAY_MS, HOUR_MS } from "#core/clock.ts";

/** Messages to one person in any 24 hours, over all automations, where the workspace says nothing. */
export const DEFAULT_PER_DAY = 5;

/**
 * When one more message to a person may go, given when the last ones went (ms, in any order): `now`, or when the oldest of
 * those that fill the limit is a day old.
 */
export function freeAt(sentAt: readonly number[], perDay: number, now: number): number {
  const recent = sentAt.filter((at) => at > now - DAY_MS).toSorted((a, b) => b - a);
  const filling = recent[perDay - 1];
  return filling === undefined ? now : filling + DAY_MS;
}

/** The number of the hour an automation's sendings are counted in. */
export const hourOf = (now: number): number => Math.floor(now / HOUR_MS);

/** Where the last 24 hours begin: what "today" means of counts. */
export const dayBefore = (now: number): number => now - DAY_MS;
