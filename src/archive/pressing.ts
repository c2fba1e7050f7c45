/** Was the database 90 % full, and not under 70 % since? */
export async function isPressing(db: D1Database): Promise<boolean> {
  const row = await db.prepare("SELECT pressing FROM archive_state WHERE id = 1").first<{ pressing: number }>();
  return row?.pressing === 1;
}

export async function notePressing(db: D1Database, pressing: boolean): Promise<void> {
  await db
    .prepare(
      `INSERT INTO archive_state (id, version, facts, pressing) VALUES (1, 0, 0, ?1)
       ON CONFLICT (id) DO UPDATE SET pressing = ?1`,
    )
    .bind(pressing ? 1 : 0)
    .run();
}
