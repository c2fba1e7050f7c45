/**
 * Notes until when (ms) the live feed is watched. Edges read it every few seconds; the store reads it in each transaction,
 * so whatever is stored after this returns is also published.
 */
export async function watchUntil(db: D1Database, untilMs: number): Promise<void> {
  await db
    .prepare("INSERT INTO live_watch (id, until) VALUES (1, ?1) ON CONFLICT (id) DO UPDATE SET until = excluded.until")
    .bind(untilMs)
    .run();
}
