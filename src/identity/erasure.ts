import * as z from "zod";
import { Problem } from "#core/problem.ts";
import { RAISE_MAP_VERSION } from "#core/map-version.ts";
import { suppressionHash } from "#core/suppression.ts";
import { pairOf } from "#identity/link.ts";
import { uidsNamed } from "#identity/named.ts";
import type { PeopleHouse, PersonActors } from "#identity/people-house.ts";
import { suppressStatements } from "#identity/suppression.ts";

/** What an erasure has removed, by kind. */
const Removed = z.object({
  ids: z.number(),
  events: z.number(),
  links: z.number(),
  profiles: z.number(),
  deadLetters: z.number(),
  refusedSamples: z.number(),
  liveEvents: z.number(),
});
export type Removed = z.infer<typeof Removed>;

const NOTHING: Removed = {
  ids: 0,
  events: 0,
  links: 0,
  profiles: 0,
  deadLetters: 0,
  refusedSamples: 0,
  liveEvents: 0,
};

export interface Erasure {
  id: number;
  status: "done" | "erasing";
  requestedAt: string;
  doneAt: string | null;
  removed: Removed;
}

/** Packs rewritten before the answer; a person of more is erased on in the background. */
const PACKS_A_CALL = 200;

/**
 * Erases a person: from the first step on nothing of theirs is taken any more, then everything that is kept of them goes.
 * Whatever fails or dies on the way, `continueErasure` goes on where it was.
 */
export async function startErasure(house: PeopleHouse, person: PersonActors, now: number): Promise<Erasure> {
  const uids = person.actors.map(({ uid }) => uid);
  const suppressed = await alsoNamed(house, person);
  const [created] =
    (
      await house.db.batch<{ id: number }>([
        house.db
          .prepare("INSERT INTO erasures (requested_at, uids, removed) VALUES (?1, ?2, ?3) RETURNING id")
          .bind(now, JSON.stringify(uids), JSON.stringify({ ...NOTHING, ids: person.actors.length })),
        ...suppressStatements(house.db, suppressed, now),
      ])
    )[0]?.results ?? [];
  if (!created) throw new Error("an insert returned nothing");
  // At once, however long the rest takes: the edge shows events without a look at the store.
  const { events } = await house.forgetLive(suppressed.map(suppressionHash));
  await note(house.db, created.id, { ...NOTHING, ids: person.actors.length, liveEvents: events });
  return continueErasure(house, created.id, now);
}

/** Their ids, and the same ids in the other namespace, as an alias may name them; unless they are somebody else's. */
async function alsoNamed(house: PeopleHouse, person: PersonActors): Promise<string[]> {
  const uids = [...new Set(person.actors.flatMap(({ uid }) => [uid, ...uidsNamed(uid.slice(2))]))];
  const persons = await house.personsOf(uids);
  const others = persons.filter(({ label }) => label !== person.label);
  const theirs = new Set(others.flatMap(({ actors }) => actors.map(({ uid }) => uid)));
  return uids.filter((uid) => !theirs.has(uid));
}

interface Row {
  id: number;
  requested_at: number;
  done_at: number | null;
  uids: string | null;
  removed: string;
}

/** Does the next part of an erasure, and asks for another where that was not the last. Throws `not_found`. */
export async function continueErasure(house: PeopleHouse, id: number, now: number): Promise<Erasure> {
  const row = await house.db
    .prepare("SELECT id, requested_at, done_at, uids, removed FROM erasures WHERE id = ?1")
    .bind(id)
    .first<Row>();
  if (!row) throw new Problem("not_found");
  if (row.uids === null) return erasureJson(row);
  const uids = z.array(z.string()).parse(JSON.parse(row.uids));
  const removed = Removed.parse(JSON.parse(row.removed));
  const actorIds = await actorIdsOf(house.db, uids);

  const erased = await house.eraseEvents(actorIds, { packs: PACKS_A_CALL });
  removed.events += erased.events;
  if (!erased.done) {
    await note(house.db, id, removed);
    await house.continueLater(id);
    return erasureJson({ ...row, removed: JSON.stringify(removed) });
  }
  removed.liveEvents += (await house.forgetLive(uids.map(suppressionHash))).events;
  const traces = await house.eraseTraces(uids);
  removed.deadLetters += traces.deadLetters;
  removed.refusedSamples += traces.refusedSamples;
  removed.links += await forgetLinks(house, uids, actorIds);
  removed.profiles += await eraseRows(house.db, id, uids, actorIds, removed, now);
  return erasureJson({ ...row, done_at: now, uids: null, removed: JSON.stringify(removed) });
}

async function actorIdsOf(db: D1Database, uids: readonly string[]): Promise<number[]> {
  const { results } = await db
    .prepare("SELECT id FROM actors WHERE uid IN (SELECT value FROM json_each(?1))")
    .bind(JSON.stringify(uids))
    .all<{ id: number }>();
  return results.map(({ id }) => id);
}

const note = (db: D1Database, id: number, removed: Removed) =>
  db.batch([
    db.prepare("UPDATE erasures SET removed = ?2 WHERE id = ?1").bind(id, JSON.stringify(removed)),
    db.prepare(RAISE_MAP_VERSION),
  ]);

const OF_THEM = "IN (SELECT value FROM json_each(?1))";

/** The objects that keep these links forget them, and so does what waits to be published. */
async function forgetLinks(house: PeopleHouse, uids: readonly string[], actorIds: readonly number[]): Promise<number> {
  const { results } = await house.db
    .prepare(
      `SELECT from_uid AS "from", to_uid AS "to" FROM pending_links WHERE from_uid ${OF_THEM} OR to_uid ${OF_THEM}
       UNION SELECT f.uid, t.uid FROM links JOIN actors f ON f.id = from_id JOIN actors t ON t.id = to_id
       WHERE from_id IN (SELECT value FROM json_each(?2)) OR to_id IN (SELECT value FROM json_each(?2))`,
    )
    .bind(JSON.stringify(uids), JSON.stringify(actorIds))
    .all<{ from: string; to: string }>();
  const links = new Map(results.map((pair) => [pairOf(pair), pair]));
  const groups = Map.groupBy(links.values(), ({ from }) => house.objects.nameOf(from));
  for (const pairs of groups.values()) if (pairs[0]) await house.objects.of(pairs[0].from).forget(pairs);
  return links.size;
}

/** The last step, one transaction: every row that is keyed by one of their ids, and the list of the ids itself. */
async function eraseRows(
  db: D1Database,
  erasureId: number,
  uids: readonly string[],
  actorIds: readonly number[],
  removed: Removed,
  now: number,
): Promise<number> {
  const ids = JSON.stringify(actorIds);
  const profiles = await db
    .prepare(`SELECT count(*) AS n FROM profiles WHERE actor_id ${OF_THEM}`)
    .bind(ids)
    .first<{ n: number }>();
  const counted = { ...removed, profiles: removed.profiles + (profiles?.n ?? 0) };
  await db.batch([
    ...[
      `DELETE FROM links WHERE from_id ${OF_THEM} OR to_id ${OF_THEM}`,
      `DELETE FROM person_of WHERE actor_id ${OF_THEM} OR person_id ${OF_THEM}`,
      `DELETE FROM profiles WHERE actor_id ${OF_THEM}`,
      `DELETE FROM first_touches WHERE actor_id ${OF_THEM}`,
      `DELETE FROM active_hours WHERE actor_id ${OF_THEM}`,
      `DELETE FROM active_days WHERE actor_id ${OF_THEM}`,
      `DELETE FROM actors WHERE id ${OF_THEM}`,
    ].map((text) => db.prepare(text).bind(ids)),
    db.prepare(`DELETE FROM pending_links WHERE from_uid ${OF_THEM} OR to_uid ${OF_THEM}`).bind(JSON.stringify(uids)),
    db.prepare(RAISE_MAP_VERSION),
    db
      .prepare("UPDATE erasures SET uids = NULL, done_at = ?2, removed = ?3 WHERE id = ?1")
      .bind(erasureId, now, JSON.stringify(counted)),
  ]);
  return profiles?.n ?? 0;
}

/** An erasure's report. Throws `not_found`. */
export async function erasureById(db: D1Database, id: number): Promise<Erasure> {
  const row = await db
    .prepare("SELECT id, requested_at, done_at, uids, removed FROM erasures WHERE id = ?1")
    .bind(id)
    .first<Row>();
  if (!row) throw new Problem("not_found");
  return erasureJson(row);
}

/** Erasures that are not done, oldest first: the janitor sees to it that each goes on. */
export async function openErasures(db: D1Database): Promise<number[]> {
  const { results } = await db
    .prepare("SELECT id FROM erasures WHERE done_at IS NULL ORDER BY id")
    .all<{ id: number }>();
  return results.map(({ id }) => id);
}

const erasureJson = (row: Row): Erasure => ({
  id: row.id,
  status: row.done_at === null ? "erasing" : "done",
  requestedAt: new Date(row.requested_at).toISOString(),
  doneAt: row.done_at === null ? null : new Date(row.done_at).toISOString(),
  removed: Removed.parse(JSON.parse(row.removed)),
});
