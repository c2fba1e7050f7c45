import { DAY_MS } from "#core/clock.ts";

/** UTC days since 1970. */
export const dayOf = (ms: number): number => Math.floor(ms / DAY_MS);

/** `2026-01-05` */
export const dateOf = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** First and last ms of a day. */
export const spanOf = (day: number): { from: number; to: number } => ({
  from: day * DAY_MS,
  to: (day + 1) * DAY_MS - 1,
});
