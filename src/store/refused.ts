import { HOUR_MS } from "#core/clock.ts";

export interface RefusedHour {
  source: number;
  hour: string;
  reason: string;
  count: number;
}
export interface RefusedSample {
  id: number;
  source: number;
  at: string;
  reason: string;
  detail: string;
  sample: string;
}

/** What to look at: times in ms, null for "all". */
export interface RefusedQuestion {
  from: number;
  to: number;
  sourceId: number | null;
  reason: string | null;
}

/** How many events each source had refused, by hour and reason, newest hour first. */
export async function refusedHours(db: D1Database, question: RefusedQuestion): Promise<RefusedHour[]> {
  const { results } = await db
    .prepare(
      `SELECT source_id, hour, reason, n FROM refused_hours
       WHERE hour BETWEEN ?1 AND ?2 AND (?3 IS NULL OR source_id = ?3) AND (?4 IS NULL OR reason = ?4)
       ORDER BY hour DESC, source_id, reason LIMIT 1000`,
    )
    .bind(Math.floor(question.from / HOUR_MS), Math.floor(question.to / HOUR_MS), question.sourceId, question.reason)
    .all<{ source_id: number; hour: number; reason: string; n: number }>();
  return results.map(({ source_id, hour, reason, n }) => ({
    source: source_id,
    hour: new Date(hour * HOUR_MS).toISOString(),
    reason,
    count: n,
  }));
}

/** The newest samples of what was refused. */
export async function refusedSamples(
  db: D1Database,
  question: RefusedQuestion,
  limit: number,
): Promise<RefusedSample[]> {
  const { results } = await db
    .prepare(
      `SELECT id, source_id, at, reason, detail, sample FROM refused_samples
       WHERE at BETWEEN ?1 AND ?2 AND (?3 IS NULL OR source_id = ?3) AND (?4 IS NULL OR reason = ?4)
       ORDER BY id DESC LIMIT ?5`,
    )
    .bind(question.from, question.to, question.sourceId, question.reason, limit)
    .all<{ id: number; source_id: number; at: number; reason: string; detail: string; sample: string }>();
  return results.map(({ id, source_id, at, reason, detail, sample }) => ({
    id,
    source: source_id,
    at: new Date(at).toISOString(),
    reason,
    detail,
    sample,
  }));
}

/** Samples kept of each source and reason; older ones go with the hourly cron. */
const SAMPLES_KEPT = 50;

/** Deletes the samples beyond the newest fifty of each source and reason. Counts stay. */
export async function trimRefusedSamples(db: D1Database): Promise<void> {
  await db
    .prepare(
      `DELETE FROM refused_samples WHERE id IN (
         SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY source_id, reason ORDER BY id DESC) AS place FROM refused_samples)
         WHERE place > ?1)`,
    )
    .bind(SAMPLES_KEPT)
    .run();
}
