import { eventsSince } from "#store/unpacked.ts";
import type { Link } from "#identity/link.ts";
import type { Names, Objects } from "./names.ts";
import { stage } from "./stage.ts";

/** What one database says. Uids are the schedule's own, without prefix. */
export interface DatabaseState {
  links: Link[];
  /** The person of every actor there is. */
  persons: Record<string, string>;
}

/** Whose a stored event is. */
export interface StoredFact {
  messageId: string;
  actor: string | null;
  person: string | null;
}

/** Everything that is there, at rest. */
export interface Rest {
  databases: (DatabaseState & { facts: StoredFact[] })[];
  /** Of all objects. */
  kept: Link[];
  unpublished: number;
  pending: number;
}

const SELECT_LINKS = `SELECT f.uid AS "from", t.uid AS "to", kind, ts, message_id AS messageId, via, source_id AS sourceId, seen,
    apart_at AS apartAt, joined_at AS joinedAt
  FROM links JOIN actors f ON f.id = from_id JOIN actors t ON t.id = to_id`;

const SELECT_PERSONS = `SELECT a.uid, iif(person_id IS NULL, a.uid, coalesce(p.uid, 'a person that is not there')) AS person
  FROM actors a LEFT JOIN person_of ON actor_id = a.id LEFT JOIN actors p ON p.id = person_id`;

const SELECT_FACTS = `SELECT seq, a.uid AS actor, coalesce(p.uid, a.uid) AS person
  FROM facts f LEFT JOIN actors a ON a.id = f.actor_id LEFT JOIN person_of o ON o.actor_id = a.id LEFT JOIN actors p ON p.id = o.person_id`;

/** The links and the person map as they are now. */
export async function databaseState(db: D1Database, { uidWithout }: Names): Promise<DatabaseState> {
  const [links, persons] = await db.batch<Record<string, unknown>>([
    db.prepare(SELECT_LINKS),
    db.prepare(SELECT_PERSONS),
  ]);
  const rows = (links?.results ?? []) as unknown as (Omit<Link, "seen"> & { seen: number })[];
  const map = (persons?.results ?? []) as { uid: string; person: string }[];
  return {
    links: rows.map((row) => ({ ...row, from: uidWithout(row.from), to: uidWithout(row.to), seen: row.seen === 1 })),
    persons: Object.fromEntries(map.map(({ uid, person }) => [uidWithout(uid), uidWithout(person)])),
  };
}

async function facts(db: D1Database, { uidWithout }: Names): Promise<StoredFact[]> {
  const events = await eventsSince(db, 0, 10_000);
  const messageIds = new Map(events.map(({ seq, event }) => [seq, event.messageId]));
  const { results } = await db
    .prepare(SELECT_FACTS)
    .all<{ seq: number; actor: string | null; person: string | null }>();
  const bare = (uid: string | null) => (uid === null ? null : uidWithout(uid));
  return results.map(({ seq, actor, person }) => ({
    messageId: messageIds.get(seq) ?? "no event",
    actor: bare(actor),
    person: bare(person),
  }));
}

export async function atRest(objects: Objects, names: Names): Promise<Rest> {
  const { uidWithout } = names;
  const databases = await Promise.all(
    stage.databases.map(async (db) => ({ ...(await databaseState(db, names)), facts: await facts(db, names) })),
  );
  const kept = (await Promise.all([...stage.told].map((name) => objects.named(name).kept()))).flat();
  const pending = await stage.databases[0]?.prepare("SELECT count(*) AS n FROM pending_links").first<{ n: number }>();
  return {
    databases,
    kept: kept.map(({ link }) => ({ ...link, from: uidWithout(link.from), to: uidWithout(link.to) })),
    unpublished: kept.filter(({ unpublished }) => unpublished).length,
    pending: pending?.n ?? 0,
  };
}
