import { archiveVersion, raiseArchiveVersion } from "#core/archive-version.ts";
import { RAISE_MAP_VERSION } from "#core/map-version.ts";
import type { ArchiveHouse } from "#archive/archive-house.ts";
import { spanOf } from "#archive/days.ts";
import { eventFilesOf, factFiles } from "#archive/files.ts";
import { firstHeld } from "#archive/held.ts";

/**
 * Removes everything of one UTC day: files, facts, events in the database, rollups, and ids of people of whom nothing else
 * is known. True when all is gone; else call again. May die anywhere; throws as `moveEvents` does.
 */
export async function expireDay(house: ArchiveHouse, day: number): Promise<boolean> {
  await dropArchived(house, day);
  const { done } = await house.removeStored(day, null);
  return done && (await forgetDay(house.db, day));
}

/** What was active, and the events of it whose lines lie in R2: no file need be read for that. */
async function dropArchived({ db, bucket }: ArchiveHouse, day: number): Promise<void> {
  const version = await archiveVersion(db);
  const files = [...(await eventFilesOf(db, day)), ...(await factFiles(db, day, day))];
  if (files.length === 0) return;
  const { from, to } = spanOf(day);
  await db.batch([
    raiseArchiveVersion(db, version, { facts: true }),
    db.prepare(RAISE_MAP_VERSION),
    db
      .prepare("DELETE FROM facts WHERE name_id IN (SELECT id FROM event_names) AND ts BETWEEN ?1 AND ?2 AND seq < ?3")
      .bind(from, to, await firstHeld(db)),
    db.prepare("DELETE FROM archive_files WHERE day = ?1").bind(day),
  ]);
  await bucket.delete(files.map(({ name }) => name));
}

/** A late event of that day may have arrived: then its rollups stay until the next round. */
const NOTHING_LEFT = `NOT EXISTS (SELECT 1 FROM event_names e CROSS JOIN facts f ON f.name_id = e.id AND f.ts BETWEEN ?2 AND ?3)
  AND NOT EXISTS (SELECT 1 FROM archive_files WHERE day = ?1)`;

async function forgetDay(db: D1Database, day: number): Promise<boolean> {
  const { from, to } = spanOf(day);
  const actors = await db
    .prepare("SELECT DISTINCT actor_id FROM active_hours WHERE hour BETWEEN ?1 AND ?1 + 23")
    .bind(day * 24)
    .raw<[number]>();
  const forgotten = await db.batch([
    ...["active_days WHERE day = ?1", ...["active_hours", "hours"].map((table) => `${table} WHERE hour / 24 = ?1`)].map(
      (rows) => db.prepare(`DELETE FROM ${rows} AND ${NOTHING_LEFT}`).bind(day, from, to),
    ),
    db.prepare("SELECT 1 FROM hours WHERE hour / 24 = ?1 LIMIT 1").bind(day),
    db.prepare(RAISE_MAP_VERSION),
  ]);
  await forgetActors(
    db,
    actors.map(([actor]) => actor),
  );
  return forgotten.at(-2)?.results.length === 0;
}

/** Ids in one parameter. */
const ACTORS_A_STEP = 50_000;

/**
 * Of these actors, forgets those of whom nothing is known any more but that there was such an id. The last one stays: SQLite
 * would give its number to the next.
 */
async function forgetActors(db: D1Database, actors: readonly number[]): Promise<void> {
  for (let at = 0; at < actors.length; at += ACTORS_A_STEP) {
    const ids = JSON.stringify(actors.slice(at, at + ACTORS_A_STEP));
    await db.batch([
      db
        .prepare(
          `DELETE FROM actors AS a WHERE id IN (SELECT value FROM json_each(?1)) AND id < (SELECT max(id) FROM actors)
             AND NOT EXISTS (SELECT 1 FROM active_hours WHERE actor_id = a.id)
             AND NOT EXISTS (SELECT 1 FROM profiles WHERE actor_id = a.id)
             AND NOT EXISTS (SELECT 1 FROM person_of WHERE actor_id = a.id)
             AND NOT EXISTS (SELECT 1 FROM person_of WHERE person_id = a.id)
             AND NOT EXISTS (SELECT 1 FROM links WHERE from_id = a.id)
             AND NOT EXISTS (SELECT 1 FROM links WHERE to_id = a.id)
             AND NOT EXISTS (SELECT 1 FROM pending_links WHERE from_uid = a.uid OR to_uid = a.uid)`,
        )
        .bind(ids),
      db
        .prepare(
          `DELETE FROM first_touches WHERE actor_id IN (SELECT value FROM json_each(?1))
             AND NOT EXISTS (SELECT 1 FROM actors WHERE id = actor_id)`,
        )
        .bind(ids),
    ]);
  }
}
