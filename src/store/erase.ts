import { archiveVersion, isArchiveRace, raiseArchiveVersion } from "#core/archive-version.ts";
import { HOUR_MS } from "#core/clock.ts";
import { reasonOf } from "#core/log.ts";
import { FACTS_OF_HOURS } from "#store/active-hours.ts";
import { linesOf, packBody } from "#store/pack.ts";

/** What one call has removed. */
export interface Erased {
  events: number;
  /** Packs rewritten. */
  packs: number;
  /** False where something is left: call again. */
  done: boolean;
}

/** Transactions of one call, about ten statements each, of the 1,000 queries D1 allows a request. */
const MAX_STEPS = 60;
/** Packs of one transaction: each is sent twice as hex, as it was and as it becomes, typically a quarter of a megabyte. */
const PACKS_A_STEP = 4;

/**
 * Removes the events of these actors from packs, facts and rollups; other events keep their arrival numbers, since an
 * event's line in its pack is made empty, not taken out. At most `budget.packs` packs a call. Each step is one transaction
 * that takes an event out of everything at once, so it may die anywhere, and run beside the consumer or beside itself:
 * calling it until `done` removes all that was there. Throws D1's error, after which the same holds.
 */
export async function eraseEvents(
  db: D1Database,
  actorIds: readonly number[],
  budget: { packs: number },
  eraseArchived: EraseArchived = NOTHING_ARCHIVED,
): Promise<Erased> {
  const actors = JSON.stringify(actorIds);
  const erased: Erased = { events: 0, packs: 0, done: false };
  // Null until the archive was searched, and again where something may have moved there since.
  let version: number | null = null;
  for (let steps = 0; steps < MAX_STEPS && erased.packs < budget.packs;) {
    if (version === null) {
      const archived = await eraseArchived(db, actorIds);
      erased.events += archived.events;
      erased.packs += archived.files;
      if (!archived.done) return erased;
      ({ version } = archived);
    }
    const hours = await firstHours(db, actors);
    if (hours.length === 0) return { ...erased, done: true };
    const byPack = Map.groupBy(await factsIn(db, actors, hours), ({ pack }) => pack);
    const packs = [...byPack.keys()].slice(0, Math.max(1, budget.packs - erased.packs));
    if (byPack.size === 0) {
      // Nothing was done in these hours after all.
      const isDone = await isFirst(db.batch([raise(db, version), ...forgetHours(db, actors, hours)]));
      version = isDone ? version + 1 : null;
      steps += 1;
    }
    for (; byPack.size > 0 && packs.length > 0 && version !== null && steps < MAX_STEPS; steps += 1) {
      const some = packs.splice(0, PACKS_A_STEP).flatMap((id) => byPack.get(id) ?? []);
      const step = await eraseFacts(db, some, version, (of) => forgetHours(db, actors, of));
      version = step && version + (step.packs === 0 ? 0 : 1);
      erased.events += step?.events ?? 0;
      erased.packs += step?.packs ?? 0;
    }
  }
  return { ...erased, done: (await firstHours(db, actors)).length === 0 };
}

/**
 * Removes the events of these actors that are archived, in transactions of its own. `version`: as of which there are none of
 * them left there, where it is done.
 */
export type EraseArchived = (
  db: D1Database,
  actorIds: readonly number[],
) => Promise<{ events: number; files: number; version: number; done: boolean }>;

const NOTHING_ARCHIVED: EraseArchived = async (db) => ({
  events: 0,
  files: 0,
  version: await archiveVersion(db),
  done: true,
});

/** Nothing may move to the archive once that was searched, or it would be missed. */
const raise = (db: D1Database, version: number) => raiseArchiveVersion(db, version, { facts: false });

/** False where something moved meanwhile, so that nothing of the transaction took place. */
const isFirst = (transaction: Promise<unknown>): Promise<boolean> =>
  transaction.then(
    () => true,
    (error: unknown) => {
      if (isArchiveRace(error)) return false;
      throw error;
    },
  );

/** A fact to be removed, and the pack of its event. */
export interface Doomed {
  name_id: number;
  ts: number;
  seq: number;
  bot: number;
  pack: number;
}

/** Facts that one search goes through, and that it brings at most. */
const MAX_SPAN = 200_000;
const MAX_FOUND = 5_000;

/** The first hours in which these actors did anything, as many as one search may go through, at least one. */
async function firstHours(db: D1Database, actors: string): Promise<number[]> {
  const { results } = await db
    .prepare(
      `SELECT t.hour, (SELECT sum(n.value) FROM hours h CROSS JOIN json_each(h.counts) n WHERE h.hour = t.hour) AS n
       FROM (SELECT DISTINCT t.hour FROM json_each(?1) a CROSS JOIN active_hours t ON t.actor_id = a.value
             ORDER BY t.hour LIMIT 200) t`,
    )
    .bind(actors)
    .all<{ hour: number; n: number | null }>();
  let sum = 0;
  const enough = results.findIndex(({ n }) => (sum += n ?? 0) >= MAX_SPAN);
  return results.slice(0, enough === -1 ? undefined : enough + 1).map(({ hour }) => hour);
}

async function factsIn(db: D1Database, actors: string, hours: readonly number[]): Promise<Doomed[]> {
  const { results } = await db
    .prepare(
      `SELECT f.name_id, f.ts, f.seq, f.bot, (SELECT max(id) FROM packs WHERE id <= f.seq) AS pack
       FROM (SELECT value AS hour FROM json_each(?1)) t ${FACTS_OF_HOURS}
       WHERE f.actor_id IN (SELECT value FROM json_each(?2))
       ORDER BY f.seq LIMIT ?3`,
    )
    .bind(JSON.stringify(hours), actors, MAX_FOUND)
    .all<Doomed>();
  return results;
}

interface PackRow {
  id: number;
  body: string;
}

/**
 * One step: these events, all of a few packs, disappear from everything in one transaction, together with what `forget`
 * says of their hours. Null where something was moved to the archive since `version`, which goes up by one otherwise,
 * unless there was nothing to do.
 */
export async function eraseFacts(
  db: D1Database,
  doomed: readonly Doomed[],
  version: number,
  forget: (hours: readonly number[]) => D1PreparedStatement[],
): Promise<{ events: number; packs: number } | null> {
  const { results: packs } = await db
    .prepare(
      "SELECT id, hex(body) AS body FROM packs WHERE id IN (SELECT value FROM json_each(?1)) AND length(body) > 0",
    )
    .bind(JSON.stringify([...new Set(doomed.map(({ pack }) => pack))]))
    .all<PackRow>();
  const lines = new Map(packs.map(({ id, body }) => [id, linesOf(Uint8Array.fromHex(body))]));
  // A line that is empty already was erased since the search, and its fact with it: it must not be subtracted twice.
  const facts = doomed.filter(({ pack, seq }) => (lines.get(pack)?.[seq - pack] ?? "") !== "");
  if (facts.length === 0) return { events: 0, packs: 0 };
  for (const { pack, seq } of facts) {
    const ofPack = lines.get(pack);
    if (ofPack) ofPack[seq - pack] = "";
  }
  const touched = packs.filter(({ id }) => facts.some(({ pack }) => pack === id));
  const hours = [...new Set(facts.map(({ ts }) => Math.floor(ts / HOUR_MS)))];
  try {
    const transaction = db.batch([
      raise(db, version),
      ...touched.map(({ id, body }) => db.prepare(REPLACE_BODY).bind(id, body, packBody(lines.get(id) ?? []).toHex())),
      db.prepare(SUBTRACT_FROM_HOURS).bind(JSON.stringify(countsOf(facts))),
      db.prepare(DELETE_EMPTY_HOURS).bind(JSON.stringify(hours)),
      db.prepare(DELETE_FACTS).bind(JSON.stringify(facts.map(({ name_id, ts, seq }) => [name_id, ts, seq]))),
      ...forget(hours),
    ]);
    return (await isFirst(transaction)) ? { events: facts.length, packs: touched.length } : null;
  } catch (error) {
    // Another erasure has rewritten one of these packs since we read it, so none of this took place: look again.
    if (reasonOf(error).includes("NOT NULL constraint failed: packs.body")) return { events: 0, packs: 0 };
    throw error;
  }
}

/**
 * Fails the whole transaction where the body is no longer what was read. Packs are otherwise never rewritten, so whoever
 * finds the body as it was also finds the facts of all its lines.
 */
const REPLACE_BODY = "UPDATE packs SET body = CASE WHEN body = unhex(?2) THEN unhex(?3) END WHERE id = ?1";

const less = (column: string, index: number): string =>
  `(SELECT json_group_object(key, n) FROM (SELECT key, sum(value) AS n FROM
     (SELECT key, value FROM json_each(hours.${column}) UNION ALL SELECT key, -value FROM json_each(gone.value->${index}))
     GROUP BY key) WHERE n > 0)`;

/** Takes counts away from the hours, and names of which none are left. */
const SUBTRACT_FROM_HOURS = `UPDATE hours SET counts = ${less("counts", 1)}, bots = ${less("bots", 2)}
  FROM json_each(?1) AS gone WHERE hours.hour = gone.value->>0`;

const DELETE_EMPTY_HOURS = "DELETE FROM hours WHERE hour IN (SELECT value FROM json_each(?1)) AND counts = '{}'";

const DELETE_FACTS = `DELETE FROM facts WHERE (name_id, ts, seq) IN
  (SELECT value->>0, value->>1, value->>2 FROM json_each(?1))`;

/** By hour, what the facts count for: {"<name_id>": n}, and the bots among them. */
function countsOf(facts: readonly Doomed[]): [hour: number, counts: object, bots: object][] {
  const count = (list: readonly Doomed[]) =>
    Object.fromEntries([...Map.groupBy(list, ({ name_id }) => name_id)].map(([name, of]) => [name, of.length]));
  return [...Map.groupBy(facts, ({ ts }) => Math.floor(ts / HOUR_MS))].map(([hour, list]) => [
    hour,
    count(list),
    count(list.filter(({ bot }) => bot === 1)),
  ]);
}

/** Of these hours, and their days, forgets those in which the actors have nothing left. */
const forgetHours = (db: D1Database, actors: string, hours: readonly number[]): D1PreparedStatement[] => [
  db
    .prepare(
      `DELETE FROM active_hours AS active
       WHERE actor_id IN (SELECT value FROM json_each(?1)) AND hour IN (SELECT value FROM json_each(?2))
         AND NOT EXISTS (SELECT 1 FROM (SELECT active.hour AS hour) t ${FACTS_OF_HOURS} WHERE f.actor_id = active.actor_id)`,
    )
    .bind(actors, JSON.stringify(hours)),
  db
    .prepare(
      `DELETE FROM active_days AS d
       WHERE actor_id IN (SELECT value FROM json_each(?1)) AND day IN (SELECT value / 24 FROM json_each(?2))
         AND NOT EXISTS (SELECT 1 FROM active_hours t
           WHERE t.actor_id = d.actor_id AND t.hour BETWEEN d.day * 24 AND d.day * 24 + 23)`,
    )
    .bind(actors, JSON.stringify(hours)),
];
