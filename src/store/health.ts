import { log, reasonOf } from "#core/log.ts";

/**
 * What is wrong, not just that we live: 200 while events can be taken and stored, 503 where the database can't be used.
 * Dead letters don't stop anything, but somebody should look.
 */
export async function health(db: D1Database): Promise<Response> {
  try {
    const row = await db
      .prepare(
        `SELECT (SELECT count(*) FROM dead_letters WHERE replayed_at IS NULL) AS deadLetters,
           (SELECT stored_at FROM packs ORDER BY id DESC LIMIT 1) AS lastStoredAt`,
      )
      .first<{ deadLetters: number; lastStoredAt: number | null }>();
    const deadLetters = row?.deadLetters ?? 0;
    const wrong = deadLetters > 0 ? [`${deadLetters} messages could not be stored: see /api/dead-letters`] : [];
    return Response.json({
      status: wrong.length === 0 ? "ok" : "attention",
      wrong,
      lastStoredAt: row?.lastStoredAt ? new Date(row.lastStoredAt).toISOString() : null,
    });
  } catch (error) {
    log("error", "unhealthy", { reason: reasonOf(error) });
    const missing = /no such table/i.test(reasonOf(error));
    const wrong = [
      missing ? "the database is not migrated: wrangler d1 migrations apply DB" : "the database can't be reached",
    ];
    return Response.json({ status: "down", wrong }, { status: 503 });
  }
}
