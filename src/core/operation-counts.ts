import { HOUR_MS } from "#core/clock.ts";

/**
 * What was done, by name. Names are words with dots; what stands behind the last dot of `events.` is a source, of `refused.`
 * a reason, of `waited.` a bucket. docs/operations.md lists them all.
 */
export type OperationCounts = Readonly<Record<string, number>>;

/** When a batch of the queue was stored (ms), and how long the oldest message in it had waited. */
export interface BatchMoment {
  at: number;
  oldestMs: number;
}

/** Adds up counts, name by name. */
export function sumCounts(all: Iterable<OperationCounts>): OperationCounts {
  const sum: Record<string, number> = {};
  for (const counts of all) for (const [name, n] of Object.entries(counts)) sum[name] = (sum[name] ?? 0) + n;
  return sum;
}

/** Counts without zeros, which say nothing and take room in every row. */
export const withoutZeros = (counts: OperationCounts): OperationCounts =>
  Object.fromEntries(Object.entries(counts).filter(([, n]) => n !== 0));

const ADD_OPERATIONS = `INSERT INTO operations (span, start, counts, batch_at, batch_age_ms) VALUES ('hour', ?1, ?2, ?3, ?4)
  ON CONFLICT (span, start) DO UPDATE SET
    counts = (SELECT json_group_object(key, n) FROM (SELECT key, sum(value) AS n FROM
      (SELECT key, value FROM json_each(operations.counts) UNION ALL SELECT key, value FROM json_each(excluded.counts)) GROUP BY key)),
    batch_at = coalesce(excluded.batch_at, batch_at),
    batch_age_ms = CASE WHEN excluded.batch_at IS NULL THEN batch_age_ms ELSE excluded.batch_age_ms END`;

/** Adds counts to the hour of `now` (ms). One row written, whatever the number of counts. */
export function addOperations(
  db: D1Database,
  counts: OperationCounts,
  now: number,
  batch: BatchMoment | null = null,
): D1PreparedStatement {
  const text = JSON.stringify(withoutZeros(counts));
  return db.prepare(ADD_OPERATIONS).bind(Math.floor(now / HOUR_MS), text, batch?.at ?? null, batch?.oldestMs ?? null);
}
