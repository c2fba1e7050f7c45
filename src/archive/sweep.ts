import { HOUR_MS } from "#core/clock.ts";
import { log } from "#core/log.ts";
import { listed } from "#archive/listed.ts";

/** A file this young may be one that a transaction is about to refer to. */
const SPARED_MS = HOUR_MS;

/**
 * Deletes files in the bucket that are no part of the archive: what was left where a move or a removal died between writing
 * and deleting. Gives how many. Deletes nothing while a file of the archive is missing: after a restore of the database, what
 * it doesn't know may be the newer one (docs/archive.md).
 */
export async function sweep(db: D1Database, bucket: R2Bucket, now: number): Promise<number> {
  const { results } = await db.prepare("SELECT name FROM archive_files").all<{ name: string }>();
  const known = new Set(results.map(({ name }) => name));
  const there = new Set<string>();
  const old: string[] = [];
  for await (const { key, uploaded } of listed(bucket)) {
    there.add(key);
    if (now - uploaded.getTime() > SPARED_MS) old.push(key);
  }
  const missing = await gone(
    db,
    [...known].filter((name) => !there.has(name)),
  );
  if (missing.length > 0) {
    log("error", "archive_files_missing", { files: missing.length, first: missing[0] });
    return 0;
  }
  const unknown = old.filter((name) => !known.has(name));
  for (let at = 0; at < unknown.length; at += DELETED_AT_ONCE)
    await bucket.delete(unknown.slice(at, at + DELETED_AT_ONCE));
  return unknown.length;
}

/** R2 takes so many names at a time. */
const DELETED_AT_ONCE = 1_000;

/** Those that the archive still names: others were removed after the list was made. */
async function gone(db: D1Database, names: readonly string[]): Promise<string[]> {
  if (names.length === 0) return [];
  const { results } = await db
    .prepare("SELECT name FROM archive_files WHERE name IN (SELECT value FROM json_each(?1))")
    .bind(JSON.stringify(names))
    .all<{ name: string }>();
  return results.map(({ name }) => name);
}
