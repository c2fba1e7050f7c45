/**
 * The arrival number before which all whole events are archived or gone: that of the oldest pack with a body, or the next
 * one to be given.
 */
export async function firstHeld(db: D1Database): Promise<number> {
  const row = await db
    .prepare(
      `SELECT coalesce(
         (SELECT id FROM packs WHERE id > coalesce((SELECT max(last_seq) FROM archive_files WHERE kind = 'events'), 0) - 1000
            AND n > 0 AND length(body) > 0 ORDER BY id LIMIT 1),
         (SELECT id + max(n, 1) FROM packs ORDER BY id DESC LIMIT 1), 1) AS seq`,
    )
    .first<{ seq: number }>();
  return row?.seq ?? 1;
}
