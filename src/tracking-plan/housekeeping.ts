import { DAY_MS, HOUR_MS } from "#core/clock.ts";

/** How long an event is kept aside, and how long it is known what was wrong. */
export const HELD_DAYS = 30;
const VIOLATION_DAYS = 92;

/**
 * Ends what has been kept long enough: events that nobody let in are counted as refused by then (`plan_expired`), in the
 * transaction that deletes them. To be called now and then; a second call finds nothing.
 */
export async function tidyPlan(db: D1Database, now: number): Promise<void> {
  const before = now - HELD_DAYS * DAY_MS;
  const oldest = Math.floor((now - VIOLATION_DAYS * DAY_MS) / HOUR_MS);
  await db.batch([
    db
      .prepare(
        `INSERT INTO refused_hours (source_id, hour, reason, n)
         SELECT source_id, ?2, 'plan_expired', count(*) FROM held_events WHERE held_at < ?1 GROUP BY source_id
         ON CONFLICT (source_id, hour, reason) DO UPDATE SET n = n + excluded.n`,
      )
      .bind(before, Math.floor(now / HOUR_MS)),
    db.prepare("DELETE FROM held_events WHERE held_at < ?1").bind(before),
    db.prepare("DELETE FROM plan_hours WHERE hour < ?1").bind(oldest),
    db.prepare("DELETE FROM plan_issues WHERE last_at < ?1").bind(oldest * HOUR_MS),
  ]);
}

/** Removes what the plan kept of these ids (`u:<userId>`, `a:<anonymousId>`): samples and events kept aside. Idempotent. */
export async function erasePlanTraces(db: D1Database, uids: readonly string[]): Promise<void> {
  if (uids.length === 0) return;
  const ids = JSON.stringify(uids);
  await db.batch([
    db.prepare("DELETE FROM held_events WHERE uid IN (SELECT value FROM json_each(?1))").bind(ids),
    db
      .prepare(
        `UPDATE plan_issues SET samples = (
           SELECT json_group_array(json(value)) FROM json_each(plan_issues.samples)
           WHERE coalesce(value->>'uid', '') NOT IN (SELECT value FROM json_each(?1)))
         WHERE EXISTS (SELECT 1 FROM json_each(plan_issues.samples)
           WHERE value->>'uid' IN (SELECT value FROM json_each(?1)))`,
      )
      .bind(ids),
  ]);
}
