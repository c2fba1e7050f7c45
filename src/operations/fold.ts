import { HOUR_MS } from "#core/clock.ts";
import { DAYS_KEPT, HOURS_KEPT } from "#operations/counted.ts";

/** Adds up what begins before ?1 in `from`, and puts it into `into`, by `start`. Of the last batch, when it was is kept. */
const folding = (from: "hour" | "day", into: "day" | "ever", start: string): string =>
  `INSERT INTO operations (span, start, counts, batch_at, batch_age_ms)
   SELECT '${into}', at, json_group_object(key, n), max(batch), 0 FROM (
     SELECT ${start} AS at, key, sum(value) AS n, max(batch_at) AS batch FROM (
       SELECT o.start, o.batch_at, e.key, e.value FROM operations AS o, json_each(o.counts) AS e
         WHERE o.span = '${from}' AND o.start < ?1
       UNION ALL
       SELECT t.start, t.batch_at, e.key, e.value FROM operations AS t, json_each(t.counts) AS e
         WHERE t.span = '${into}' AND t.start IN (SELECT ${start} FROM operations WHERE span = '${from}' AND start < ?1)
     ) GROUP BY at, key
   ) GROUP BY at
   ON CONFLICT (span, start) DO UPDATE SET counts = excluded.counts, batch_at = excluded.batch_at`;

const remove = (span: "hour" | "day"): string => `DELETE FROM operations WHERE span = '${span}' AND start < ?1`;

/**
 * Adds up hours that are older than two days, and days that are older than two months, so that reading everything stays a
 * hundred rows. One transaction: nothing is counted twice or lost by it. Run every hour.
 */
export async function foldOperations(db: D1Database, now: number): Promise<void> {
  const hour = Math.floor(now / HOUR_MS) - HOURS_KEPT;
  const day = Math.floor(now / HOUR_MS) - DAYS_KEPT * 24;
  await db.batch([
    db.prepare(folding("hour", "day", "start - start % 24")).bind(hour),
    db.prepare(remove("hour")).bind(hour),
    db.prepare(folding("day", "ever", "start * 0")).bind(day),
    db.prepare(remove("day")).bind(day),
  ]);
}
