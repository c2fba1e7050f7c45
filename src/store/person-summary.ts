import { whileFactsStay } from "#core/archive-version.ts";
import { type Archive, NO_ARCHIVE } from "#core/archive.ts";
import { FACTS_OF_HOURS } from "#store/active-hours.ts";
import { archivedSummary } from "#store/archived-summary.ts";

/** What the facts of a person say, bots included. Times are ms. */
export interface PersonSummary {
  events: number;
  firstSeen: number | null;
  lastSeen: number | null;
  /** The most frequent first. */
  byName: { kind: string; name: string; count: number; firstSeen: number; lastSeen: number }[];
  /** Actors that have done something. */
  byActor: { actorId: number; events: number; firstSeen: number; lastSeen: number }[];
  /** How the latest visit came about that was neither direct nor from within the site. */
  lastTouch: LastTouch | null;
}

/** A fact's origin, as the columns of `origins` are called. */
export type LastTouch = {
  ts: number;
  referring_domain: string | null;
  channel: string;
  utm_source: string | null;
  utm_medium: string | null;
  utm_campaign: string | null;
  utm_term: string | null;
  utm_content: string | null;
};

/** Counts by actor and name, and one row more for the last touch: the facts themselves are gone through once. */
const SUMMARY = `
  WITH mine AS MATERIALIZED (
    SELECT f.actor_id, f.name_id, f.ts, f.seq, f.origin_id
    FROM (SELECT DISTINCT t.hour FROM json_each(?1) a CROSS JOIN active_hours t ON t.actor_id = a.value) t ${FACTS_OF_HOURS}
    WHERE f.actor_id IN (SELECT value FROM json_each(?1)))
  SELECT actor_id, kind, name, count(*) AS n, min(ts) AS first, max(ts) AS last, NULL AS origin_id
  FROM mine CROSS JOIN event_names e ON e.id = name_id GROUP BY actor_id, name_id
  UNION ALL
  SELECT * FROM (
    SELECT actor_id, NULL, NULL, 0, ts, ts, origin_id
    FROM mine CROSS JOIN origins o ON o.id = origin_id AND o.channel NOT IN ('direct', 'internal')
    ORDER BY ts DESC, seq DESC LIMIT 1)`;

interface CountRow {
  actor_id: number;
  kind: string;
  name: string;
  n: number;
  first: number;
  last: number;
  origin_id: null;
}
type TouchRow = Omit<CountRow, "kind" | "name" | "origin_id"> & { kind: null; name: null; origin_id: number };

/** Sums up what these actors, the ids of one person, have done: two queries, which read the hours they were active in. */
export async function personSummary(
  db: D1Database,
  actorIds: readonly number[],
  archive: Archive = NO_ARCHIVE,
): Promise<PersonSummary> {
  const read = (where: number) => summaryOf(db, actorIds, where === 0 ? NO_ARCHIVE : archive);
  return archive === NO_ARCHIVE ? read(0) : whileFactsStay(db, read);
}

async function summaryOf(db: D1Database, actorIds: readonly number[], archive: Archive): Promise<PersonSummary> {
  const { results } = await db.prepare(SUMMARY).bind(JSON.stringify(actorIds)).all<CountRow | TouchRow>();
  const archived = await archivedSummary(db, archive, actorIds);
  const counts = [...results.filter((row) => row.origin_id === null), ...archived.counts];
  const stored = results.find((row) => row.origin_id !== null);
  const touches = [stored && { ts: stored.last, originId: stored.origin_id }, archived.touch];
  const touch = touches.flatMap((one) => one ?? []).toSorted((a, b) => b.ts - a.ts)[0];
  const spans = (key: (row: CountRow) => string | number) =>
    [...Map.groupBy(counts, key).values()].flatMap((rows) => (rows[0] ? { row: rows[0], ...spanOf(rows) } : []));
  const { events, firstSeen, lastSeen } = spanOf(counts);
  return {
    events,
    firstSeen: events === 0 ? null : firstSeen,
    lastSeen: events === 0 ? null : lastSeen,
    byName: spans(({ kind, name }) => `${kind}\0${name}`)
      .map(({ row: { kind, name }, events: count, ...span }) => ({ kind, name, count, ...span }))
      .toSorted((a, b) => b.count - a.count),
    byActor: spans(({ actor_id }) => actor_id).map(({ row, ...span }) => ({ actorId: row.actor_id, ...span })),
    lastTouch: touch ? await touchOf(db, touch.ts, touch.originId) : null,
  };
}

function spanOf(rows: readonly CountRow[]) {
  let events = 0;
  let firstSeen = Number.POSITIVE_INFINITY;
  let lastSeen = Number.NEGATIVE_INFINITY;
  for (const { n, first, last } of rows) {
    events += n;
    firstSeen = Math.min(firstSeen, first);
    lastSeen = Math.max(lastSeen, last);
  }
  return { events, firstSeen, lastSeen };
}

async function touchOf(db: D1Database, ts: number, originId: number): Promise<LastTouch | null> {
  const origin = await db
    .prepare(
      `SELECT referring_domain, channel, utm_source, utm_medium, utm_campaign, utm_term, utm_content
       FROM origins WHERE id = ?1`,
    )
    .bind(originId)
    .first<Omit<LastTouch, "ts">>();
  return origin && { ts, ...origin };
}
