import type { Bill } from "#core/bill.ts";
import { HOUR_MS } from "#core/clock.ts";
import { billOf, monthOf, projected, quantitiesOf } from "#operations/bill.ts";
import { countedDays } from "#operations/counted.ts";
import type { Reading } from "#operations/reading.ts";

export interface MonthBill {
  /** Until now, and as it will be on the last day. */
  soFar: Bill;
  projected: Bill;
  /** Dollars at list price of each UTC day (its first ms), of what is counted by day; storage isn't. */
  days: { day: number; listPrice: number }[];
}

const startOfMonth = (now: number): number => Date.UTC(new Date(now).getUTCFullYear(), new Date(now).getUTCMonth(), 1);
const startOfNext = (now: number): number =>
  Date.UTC(new Date(now).getUTCFullYear(), new Date(now).getUTCMonth() + 1, 1);

/** What the calendar month (UTC) costs. A deployment that began within it is projected from its own first hour. */
export function monthBill({ counted, now, database, bucketBytes }: Reading): MonthBill {
  const start = startOfMonth(now);
  const days = countedDays(counted, start);
  const first = Math.min(
    now,
    ...counted.spans.filter(({ span }) => span !== "ever").map((span) => span.start * HOUR_MS),
  );
  const from = Math.max(start, first);
  const elapsed = Math.max(now - from, HOUR_MS);
  const kept = { database: database.bytes, bucket: bucketBytes };
  const quantities = quantitiesOf(monthOf(days), kept);
  const nothingKept = { database: 0, bucket: 0 };
  return {
    soFar: billOf(quantities),
    projected: billOf(projected(quantities, elapsed / (startOfNext(now) - from))),
    days: days.map(({ day, counts }) => ({ day, listPrice: billOf(quantitiesOf(counts, nothingKept)).listPrice })),
  };
}
