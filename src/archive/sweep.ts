import { HOUR_MS } from "#core/clock.ts";

/** A file this young may be one that a transaction is about to refer to. */
const SPARED_MS = HOUR_MS;

/**
 * Deletes files in the bucket that are no part of the archive: what was left where a move or a removal died between writing
 * and deleting. Gives how many.
 */
export async function sweep(db: D1Database, bucket: R2Bucket, now: number): Promise<number> {
  let swept = 0;
  for (const prefix of ["events/", "facts/"]) {
    let cursor: string | undefined;
    do {
      const page: R2Objects = await bucket.list({ prefix, ...(cursor === undefined ? {} : { cursor }) });
      const old = page.objects.filter(({ uploaded }) => now - uploaded.getTime() > SPARED_MS).map(({ key }) => key);
      const { results } = await db
        .prepare("SELECT value AS name FROM json_each(?1) WHERE value NOT IN (SELECT name FROM archive_files)")
        .bind(JSON.stringify(old))
        .all<{ name: string }>();
      if (results.length > 0) await bucket.delete(results.map(({ name }) => name));
      swept += results.length;
      cursor = page.truncated ? page.cursor : undefined;
    } while (cursor !== undefined);
  }
  return swept;
}
