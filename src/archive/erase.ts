import { archiveVersion, isArchiveRace } from "#core/archive-version.ts";
import { removeFromDay } from "#archive/remove-from-day.ts";

/** Days of one call: each reads and writes the files of a day. */
const MAX_DAYS = 20;

/**
 * Removes what is archived of these actors, day by day. `done` with a `version`: as of that one there was nothing left.
 * May die anywhere and be called again. Throws R2's and D1's errors.
 */
export async function eraseArchived(
  db: D1Database,
  bucket: R2Bucket,
  actorIds: readonly number[],
): Promise<{ events: number; files: number; version: number; done: boolean }> {
  const erased = { events: 0, files: 0 };
  for (;;) {
    const version = await archiveVersion(db);
    const days = await archivedDaysOf(db, actorIds);
    const before = erased.events;
    for (const [at, day] of days.entries()) {
      if (at >= MAX_DAYS && erased.events > before) return { ...erased, version, done: false };
      try {
        const removed = await removeFromDay(db, bucket, day, { actors: actorIds });
        erased.events += removed.events;
        erased.files += removed.files;
      } catch (error) {
        if (isArchiveRace(error)) return { ...erased, version, done: false };
        throw error;
      }
    }
    if (erased.events === before && (await archiveVersion(db)) === version) return { ...erased, version, done: true };
  }
}

/** Days in which they did something and of which anything is archived. */
async function archivedDaysOf(db: D1Database, actorIds: readonly number[]): Promise<number[]> {
  const rows = await db
    .prepare(
      `SELECT DISTINCT t.hour / 24 AS day FROM json_each(?1) a CROSS JOIN active_hours t ON t.actor_id = a.value
       WHERE t.hour / 24 IN (SELECT day FROM archive_files) ORDER BY day`,
    )
    .bind(JSON.stringify(actorIds))
    .raw<[number]>();
  return rows.map(([day]) => day);
}
