import { type HourCounts, readHours } from "#query/hour-counts.ts";
import type { Reading } from "#query/reading.ts";

/** Gives the hours of a stretch, ms, both inclusive. */
export type Hours = (from: number, to: number) => Promise<HourCounts>;

/** The hours of one question, read once for what it covers. */
export function createHours(db: D1Database, reading: Reading): Hours {
  let known: { from: number; to: number; counts: HourCounts } | null = null;
  return async (from, to) => {
    if (known !== null && known.from <= from && known.to >= to) return known.counts;
    const span = { from: Math.min(from, known?.from ?? from), to: Math.max(to, known?.to ?? to) };
    known = { ...span, counts: await readHours(db, span.from, span.to, reading) };
    return known.counts;
  };
}
