import { DAY_MS, HOUR_MS } from "#core/clock.ts";
import { MAX_HELD } from "#tracking-plan/hold.ts";

/** How the plan is kept, in three numbers. */
export interface PlanState {
  /** Violations that arrived in the last 24 hours, to the hour. */
  violations: number;
  /** Events that are kept aside, and as many as there may be. */
  held: number;
  mostHeld: number;
}

/** Reads a day's rows of hours, and counts what is kept aside. Throws D1's error. */
export async function planState(db: D1Database, now: number): Promise<PlanState> {
  const row = await db
    .prepare(
      `SELECT (SELECT sum(c.value) FROM plan_hours h CROSS JOIN json_each(h.counts) c WHERE h.hour > ?1) AS violations,
         (SELECT count(*) FROM held_events) AS held`,
    )
    .bind(Math.floor((now - DAY_MS) / HOUR_MS))
    .first<{ violations: number | null; held: number }>();
  return { violations: row?.violations ?? 0, held: row?.held ?? 0, mostHeld: MAX_HELD };
}
