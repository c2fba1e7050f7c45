import { TAKE_ARRIVAL_NUMBER } from "#core/arrival-number.ts";
import { suppressionHash } from "#core/suppression.ts";

/** From the moment this transaction is done, no event of these ids is stored and no link of theirs published. */
export const suppressStatements = (db: D1Database, uids: readonly string[], now: number): D1PreparedStatement[] => [
  db
    .prepare("INSERT OR IGNORE INTO suppressed (hash, since) SELECT value, ?2 FROM json_each(?1)")
    .bind(JSON.stringify(uids.map(suppressionHash)), now),
  db.prepare(TAKE_ARRIVAL_NUMBER).bind(now),
];

/** Takes events of these ids again. Returns how many of them were suppressed. */
export async function unsuppress(db: D1Database, uids: readonly string[], now: number): Promise<number> {
  const [deleted] = await db.batch([
    db
      .prepare("DELETE FROM suppressed WHERE hash IN (SELECT value FROM json_each(?1))")
      .bind(JSON.stringify(uids.map(suppressionHash))),
    db.prepare(TAKE_ARRIVAL_NUMBER).bind(now),
  ]);
  return deleted?.meta.changes ?? 0;
}

/** How many ids are suppressed, and the newest of them. Hashes are all there is: the list names nobody. */
export async function listSuppressed(
  db: D1Database,
): Promise<{ count: number; newest: { hash: string; since: number }[] }> {
  const [count, newest] = await db.batch<{ n: number } & { hash: string; since: number }>([
    db.prepare("SELECT count(*) AS n FROM suppressed"),
    db.prepare("SELECT hash, since FROM suppressed ORDER BY since DESC LIMIT 100"),
  ]);
  return {
    count: count?.results[0]?.n ?? 0,
    newest: (newest?.results ?? []).map(({ hash, since }) => ({ hash, since })),
  };
}
