import { HOUR_MS } from "#core/clock.ts";
import { type BatchMoment, type OperationCounts, withoutZeros } from "#core/operation-counts.ts";

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
