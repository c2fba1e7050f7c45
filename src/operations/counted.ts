import { desc } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { HOUR_MS } from "#core/clock.ts";
import { type BatchMoment, type OperationCounts, sumCounts } from "#core/operation-counts.ts";
import { operations } from "#core/schema.ts";

/** What was counted in a stretch of time that begins `start` hours after 1970. */
export interface CountedSpan {
  span: "hour" | "day" | "ever";
  start: number;
  counts: OperationCounts;
}

/** All that was counted: whole hours of the last two days, days of two months, and the rest in one. */
export interface Counted {
  spans: CountedSpan[];
  lastBatch: BatchMoment | null;
}

/** Hours kept as hours, and days as days; older ones are added up. */
export const HOURS_KEPT = 48;
export const DAYS_KEPT = 62;

/** At most 48 + 62 and a few rows, whatever the traffic. */
export async function readCounted(db: D1Database): Promise<Counted> {
  const rows = await drizzle(db).select().from(operations).orderBy(desc(operations.start));
  const last = rows
    .filter(({ batchAt }) => batchAt !== null)
    .toSorted((a, b) => (b.batchAt ?? 0) - (a.batchAt ?? 0))[0];
  return {
    spans: rows.map(({ span, start, counts }) => ({ span, start, counts })),
    lastBatch: last === undefined ? null : { at: last.batchAt ?? 0, oldestMs: last.batchAgeMs ?? 0 },
  };
}

/** Everything since the deployment began. */
export const everCounted = ({ spans }: Counted): OperationCounts => sumCounts(spans.map(({ counts }) => counts));

/**
 * What was counted since `from` (ms). Spans count by when they begin, so `from` is right to the hour within two days and to
 * the UTC day before.
 */
export function countedSince({ spans }: Counted, from: number, until = Number.POSITIVE_INFINITY): OperationCounts {
  const within = spans.filter(
    ({ span, start }) => span !== "ever" && start * HOUR_MS >= from && start * HOUR_MS < until,
  );
  return sumCounts(within.map(({ counts }) => counts));
}

/** By UTC day, the oldest first; `day` is its first ms. */
export function countedDays({ spans }: Counted, from: number): { day: number; counts: OperationCounts }[] {
  const known = spans.filter(({ span, start }) => span !== "ever" && start * HOUR_MS >= from);
  const byDay = Map.groupBy(known, ({ start }) => start - (start % 24));
  return [...byDay]
    .map(([day, some]) => ({ day: day * HOUR_MS, counts: sumCounts(some.map(({ counts }) => counts)) }))
    .toSorted((a, b) => a.day - b.day);
}
