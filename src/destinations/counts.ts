import * as z from "zod";
import { HOUR_MS } from "#core/clock.ts";

/** What came of an hour's events at one connection. */
export const Counts = z.object({
  /** Events looked at. */
  received: z.number(),
  /** Of them, wanted by no subscription. */
  filtered: z.number(),
  /** Deliveries that were taken; an event that two subscriptions want is two. */
  delivered: z.number(),
  /** Deliveries that will never be taken: dead letters. */
  rejected: z.number(),
  /** Deliveries that failed for now. */
  retried: z.number(),
  /** ms from an event's arrival to its delivery, added up over `delivered` less what was replayed; and the longest. */
  latencySumMs: z.number(),
  latencyMostMs: z.number(),
  timed: z.number(),
});
export type Counts = z.infer<typeof Counts>;

const NOTHING: Counts = {
  received: 0,
  filtered: 0,
  delivered: 0,
  rejected: 0,
  retried: 0,
  latencySumMs: 0,
  latencyMostMs: 0,
  timed: 0,
};

/** The hour that is being counted. */
export interface CountedHour {
  /** Whole hours since 1970. */
  hour: number;
  counts: Counts;
}

export const hourOf = (ms: number): number => Math.floor(ms / HOUR_MS);

export const emptyHour = (now: number): CountedHour => ({ hour: hourOf(now), counts: { ...NOTHING } });

/** Adds to the counts of an hour. */
export const addCounts = (counts: Counts, more: Partial<Counts>): Counts => ({
  received: counts.received + (more.received ?? 0),
  filtered: counts.filtered + (more.filtered ?? 0),
  delivered: counts.delivered + (more.delivered ?? 0),
  rejected: counts.rejected + (more.rejected ?? 0),
  retried: counts.retried + (more.retried ?? 0),
  latencySumMs: counts.latencySumMs + (more.latencySumMs ?? 0),
  latencyMostMs: Math.max(counts.latencyMostMs, more.latencyMostMs ?? 0),
  timed: counts.timed + (more.timed ?? 0),
});
