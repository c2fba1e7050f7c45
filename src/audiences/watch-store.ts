/** The one row that says whether the Audiences object follows the store, and when audiences were changed last. */
export interface WatchRow {
  version: number;
  watching: number;
}

const NOBODY: WatchRow = { version: 0, watching: 0 };
const SELECT = "SELECT version, watching FROM audience_watch WHERE id = 1";

export const readWatch = async (db: D1Database): Promise<WatchRow> =>
  (await db.prepare(SELECT).first<WatchRow>()) ?? NOBODY;

export async function setWatching(db: D1Database, watching: boolean): Promise<void> {
  await db
    .prepare(
      `INSERT INTO audience_watch VALUES (1, 0, ?1) ON CONFLICT (id) DO UPDATE SET watching = excluded.watching
       WHERE watching <> excluded.watching`,
    )
    .bind(watching ? 1 : 0)
    .run();
}

/** A change of the person map: this actor was of one person and is of another. */
export interface Move {
  n: number;
  actor: number;
  from: number;
  to: number;
}

/** The row, and what was moved after `after`, as of one moment. */
export async function readMoves(
  db: D1Database,
  after: number,
  limit: number,
): Promise<{ watch: WatchRow; moves: Move[] }> {
  const [watch, moved] = await db.batch<WatchRow | Move>([
    db.prepare(SELECT),
    db
      .prepare(
        `SELECT n, actor_id AS actor, from_person AS "from", to_person AS "to" FROM moved WHERE n > ?1 ORDER BY n LIMIT ?2`,
      )
      .bind(after, limit),
  ]);
  const [row] = (watch?.results ?? []) as WatchRow[];
  return { watch: row ?? NOBODY, moves: (moved?.results ?? []) as Move[] };
}

export async function forgetMoves(db: D1Database, through: number): Promise<void> {
  await db.prepare("DELETE FROM moved WHERE n <= ?1").bind(through).run();
}
