import { archiveVersion } from "#core/archive-version.ts";
import { DAY_MS } from "#core/clock.ts";
import { RAISE_MAP_VERSION } from "#core/map-version.ts";
import { type Doomed, eraseFacts } from "#store/erase.ts";

/** Transactions of one call, about nine statements each, and packs of each: each is sent twice as hex. */
const MAX_STEPS = 30;
const PACKS_A_STEP = 4;
const MAX_FOUND = 5_000;

/**
 * Removes events of one UTC day (days since 1970) whose whole events are in the database: of these sources, or of all.
 * Other days' events in the same packs stay. Each step is one transaction, so it may die anywhere; call it until `done`.
 * Throws D1's error.
 */
export async function removeStored(
  db: D1Database,
  day: number,
  sources: readonly number[] | null,
): Promise<{ events: number; done: boolean }> {
  let events = 0;
  let version = await archiveVersion(db);
  for (let steps = 0; steps < MAX_STEPS;) {
    const found = await factsOf(db, day, sources);
    if (found.length === 0) return { events, done: true };
    const byPack = [...Map.groupBy(found, ({ pack }) => pack).values()];
    for (let at = 0; at < byPack.length; at += PACKS_A_STEP, steps += 1) {
      const some = byPack.slice(at, at + PACKS_A_STEP).flat();
      const step = await eraseFacts(db, some, version, () => [db.prepare(RAISE_MAP_VERSION)]);
      if (step === null || step.events === 0) return { events, done: false };
      version += 1;
      events += step.events;
    }
  }
  return { events, done: false };
}

/** Facts of the day by the pack of their event, where that is in the database. */
async function factsOf(db: D1Database, day: number, sources: readonly number[] | null): Promise<Doomed[]> {
  const { results } = await db
    .prepare(
      `SELECT * FROM (
         SELECT f.name_id, f.ts, f.seq, f.bot, (SELECT max(id) FROM packs WHERE id <= f.seq) AS pack
         FROM event_names e CROSS JOIN facts f ON f.name_id = e.id AND f.ts BETWEEN ?1 AND ?2
         WHERE ?3 IS NULL OR f.source_id IN (SELECT value FROM json_each(?3))) d
       WHERE (SELECT length(body) FROM packs WHERE id = d.pack) > 0
       ORDER BY seq LIMIT ${MAX_FOUND}`,
    )
    .bind(day * DAY_MS, (day + 1) * DAY_MS - 1, sources === null ? null : JSON.stringify(sources))
    .all<Doomed>();
  return results;
}
