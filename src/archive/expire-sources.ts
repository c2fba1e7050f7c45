import { RAISE_MAP_VERSION } from "#core/map-version.ts";
import type { ArchiveHouse } from "#archive/archive-house.ts";
import { spanOf } from "#archive/days.ts";
import { removeFromDay } from "#archive/remove-from-day.ts";
import { factFiles } from "#archive/files.ts";
import { readBlocks } from "#archive/read-blocks.ts";
import { factsOfBlock } from "#archive/fact-file.ts";

/**
 * Removes the events of these sources from all days before `day`. True when all is gone; else call again. Once a day's
 * worth: what was gone through is noted. May die anywhere; throws as `moveEvents` does.
 */
export async function expireSources(
  house: ArchiveHouse,
  { day, sources }: { day: number; sources: readonly number[] },
  isTimeLeft: () => boolean,
): Promise<boolean> {
  const { db, bucket } = house;
  const open = await openSources(db, day, sources);
  if (open.length === 0) return true;
  for (const one of await daysOf(db, day, open)) {
    if (!isTimeLeft()) return false;
    await removeFromDay(db, bucket, one, { sources: open });
    const { done } = await house.removeStored(one, open);
    if (!done) return false;
    await recountActiveDay(db, bucket, one);
  }
  await db
    .prepare(
      `INSERT INTO retention_done (source_id, before_day) SELECT value, ?2 FROM json_each(?1) WHERE true
       ON CONFLICT (source_id) DO UPDATE SET before_day = ?2`,
    )
    .bind(JSON.stringify(open), day)
    .run();
  return true;
}

async function openSources(db: D1Database, day: number, sources: readonly number[]): Promise<number[]> {
  const rows = await db
    .prepare(
      `SELECT value FROM json_each(?1)
       WHERE coalesce((SELECT before_day FROM retention_done WHERE source_id = value), 0) < ?2`,
    )
    .bind(JSON.stringify(sources), day)
    .raw<[number]>();
  return rows.map(([source]) => source);
}

/** Days before `day` that may have events of them: in the database by a look at every fact, in R2 every day there is. */
async function daysOf(db: D1Database, day: number, sources: readonly number[]): Promise<number[]> {
  const rows = await db
    .prepare(
      `SELECT DISTINCT f.ts / 86400000 AS day FROM event_names e CROSS JOIN facts f ON f.name_id = e.id AND f.ts < ?1
       WHERE f.source_id IN (SELECT value FROM json_each(?2))
       UNION SELECT day FROM archive_files WHERE day < ?3 ORDER BY day`,
    )
    .bind(spanOf(day).from, JSON.stringify(sources), day)
    .raw<[number]>();
  return rows.map(([one]) => one);
}

/** Who was active on a day, from the facts that are left of it, wherever they are. */
async function recountActiveDay(db: D1Database, bucket: R2Bucket, day: number): Promise<void> {
  const archived = new Set<number>();
  for (const file of await factFiles(db, day, day)) {
    for (const { part } of await readBlocks(bucket, file.name, file.blocks)) {
      const chunk = factsOfBlock(part);
      const [actors, bots] = [chunk.column("actor_id"), chunk.column("bot")];
      for (let at = 0; at < chunk.size; at += 1)
        if (bots[at] === 0 && typeof actors[at] === "number") archived.add(Number(actors[at]));
    }
  }
  const { from, to } = spanOf(day);
  await db.batch([
    db
      .prepare(
        `DELETE FROM active_days WHERE day = ?1 AND actor_id NOT IN (SELECT value FROM json_each(?4))
           AND actor_id NOT IN (
             SELECT f.actor_id FROM event_names e CROSS JOIN facts f ON f.name_id = e.id AND f.ts BETWEEN ?2 AND ?3
             WHERE e.kind IN ('track', 'page', 'screen') AND f.bot = 0 AND f.actor_id IS NOT NULL)`,
      )
      .bind(day, from, to, JSON.stringify([...archived])),
    db.prepare(RAISE_MAP_VERSION),
  ]);
}
