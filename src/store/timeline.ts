import { whileFactsStay } from "#core/archive-version.ts";
import { type Archive, NO_ARCHIVE } from "#core/archive.ts";
import type { TrackedEvent } from "#core/event.ts";
import { actorsOf } from "#store/person-map.ts";
import { type Position, type Scan, scanActors, scanAll } from "#store/scan.ts";
import { withArchive } from "#store/scan-archive.ts";
import { createPackReader } from "#store/unpacked.ts";

/** What to list. Times are ms and inclusive. */
export interface TimelineQuestion {
  from: number;
  to: number;
  /** Counted names (`countedName`); empty: every name. */
  names: readonly string[];
  sourceId: number | null;
  /** Any uids of the persons whose events are asked for, whichever of their ids did them; empty: everybody's. */
  persons: readonly string[];
  limit: number;
  /** Where the last page ended. */
  before: Position | null;
  matches(event: TrackedEvent): boolean;
}

export interface TimelinePage {
  events: { seq: number; event: TrackedEvent }[];
  /** Where the next page begins; null at the end. */
  next: Position | null;
  /** False where the page was ended by the budget before it was full: ask on with `next`. */
  complete: boolean;
}

/** Facts looked at, and windows opened, for one page before it is handed over unfilled: bounds CPU and D1 queries (1,000 a request). */
const MAX_EXAMINED = 20_000;
const MAX_WINDOWS = 100;
/** Facts read at a time, and events in the largest window: where hardly any fact matches, windows grow until some do. */
const MAX_FACTS = 2_000;
const MAX_SPAN = 200_000;
/** Events in the first window for a person: most of them are other people's, and to pass over one costs a microsecond. */
const PERSON_SPAN = 10_000;

/**
 * Events newest first. Facts are clustered by name, so they are read a few hours at a time: the latest that hold enough, and
 * for persons the latest in which they did something.
 */
export async function timeline(
  db: D1Database,
  question: TimelineQuestion,
  archive: Archive = NO_ARCHIVE,
): Promise<TimelinePage> {
  const read = (where: number) => pageOf(db, question, archive, where > 0);
  return archive === NO_ARCHIVE ? read(0) : whileFactsStay(db, read);
}

async function pageOf(
  db: D1Database,
  question: TimelineQuestion,
  archive: Archive,
  hasFacts: boolean,
): Promise<TimelinePage> {
  const events: TimelinePage["events"] = [];
  const scan = await scanFor(db, question, hasFacts ? archive : NO_ARCHIVE);
  if (!scan) return { events, next: null, complete: true };
  const reader = createPackReader(db, archive);
  let position = question.before ?? { ts: question.to, seq: Number.MAX_SAFE_INTEGER };
  let examined = 0;
  let most = question.limit + 1;
  let span = Math.max(most, question.persons.length > 0 ? PERSON_SPAN : 0);
  for (let windows = 0; windows < MAX_WINDOWS && examined < MAX_EXAMINED; windows += 1) {
    const window = await scan.window(position.ts, span);
    if (!window) return { events, next: null, complete: true };
    const facts = await scan.facts(window, position, most);
    const found =
      facts.length === 0 ? new Map<number, TrackedEvent>() : await reader.read(facts.map((fact) => fact.seq));
    for (const fact of facts) {
      const event = found.get(fact.seq);
      if (event && question.matches(event)) {
        if (events.length === question.limit) return { events, next: position, complete: true };
        events.push({ seq: fact.seq, event });
      }
      position = fact;
    }
    examined += facts.length;
    // A full read may have left facts of this window behind; otherwise the window is done.
    const isDone = facts.length < most;
    if (isDone) position = { ts: window.from - 1, seq: Number.MAX_SAFE_INTEGER };
    if (position.ts < question.from) return { events, next: null, complete: true };
    span = isDone ? Math.min(span * 4, MAX_SPAN) : Math.min(span * 2, MAX_FACTS);
    if (!isDone) most = Math.min(most * 2, MAX_FACTS);
  }
  return { events, next: position, complete: false };
}

/** All events of a question, in pages of `limit`; whoever stops asking stops the queries. */
export async function* eventPages(
  db: D1Database,
  question: TimelineQuestion,
  archive: Archive = NO_ARCHIVE,
): AsyncGenerator<TimelinePage["events"], void, undefined> {
  let { before } = question;
  do {
    const page = await timeline(db, { ...question, before }, archive);
    before = page.next;
    // A page may be empty though more follow (a narrow filter).
    if (page.events.length > 0) yield page.events;
  } while (before);
}

/** Null where nothing can match: a name nobody sent, a person nobody knows. */
async function scanFor(
  db: D1Database,
  { from, sourceId, names, persons }: TimelineQuestion,
  archive: Archive,
): Promise<Scan | null> {
  const [nameIds, people] = await Promise.all([
    names.length === 0 ? null : idsOfNames(db, names),
    persons.length === 0 ? null : actorsOf(db, persons),
  ]);
  if (nameIds?.size === 0 || people?.length === 0) return null;
  const range = { from, sourceId, nameIds };
  if (!people) return withArchive(scanAll(db, range), archive, range, null);
  const actorIds = people.flatMap(({ actors }) => actors.map(({ id }) => id));
  return withArchive(scanActors(db, range, actorIds), archive, range, actorIds);
}

async function idsOfNames(db: D1Database, names: readonly string[]): Promise<Set<number>> {
  const { results } = await db
    .prepare("SELECT id FROM event_names WHERE name IN (SELECT value FROM json_each(?1))")
    .bind(JSON.stringify(names))
    .all<{ id: number }>();
  return new Set(results.map(({ id }) => id));
}

/** A person who was seen: the label, their other ids, and when (ms) their last event was. */
export interface SeenPerson {
  person: string;
  ids: string[];
  lastSeen: number;
}

/** Other ids told of each: somebody with more is a mistake in a site, or very old. */
const MAX_IDS = 200;

/** Who was seen since then, bots left out: one entry a person, for "seen in the last 30 minutes". */
export async function peopleSince(db: D1Database, sinceMs: number): Promise<SeenPerson[]> {
  const { results } = await db
    .prepare(
      `SELECT label.uid AS person, max(seen.ts) AS lastSeen,
         (SELECT json_group_array(uid) FROM (SELECT a.uid FROM person_of m CROSS JOIN actors a ON a.id = m.actor_id
          WHERE m.person_id = label.id AND m.actor_id <> label.id ORDER BY m.actor_id DESC LIMIT ?2)) AS ids
       FROM (SELECT f.actor_id, max(f.ts) AS ts FROM event_names n CROSS JOIN facts f ON f.name_id = n.id AND f.ts >= ?1
             WHERE f.bot = 0 AND f.actor_id IS NOT NULL GROUP BY f.actor_id) seen
       LEFT JOIN person_of p ON p.actor_id = seen.actor_id
       JOIN actors label ON label.id = coalesce(p.person_id, seen.actor_id)
       GROUP BY label.id LIMIT 100000`,
    )
    .bind(sinceMs, MAX_IDS)
    .all<Omit<SeenPerson, "ids"> & { ids: string }>();
  // The list was made by the statement above.
  return results.map((row) => ({ ...row, ids: JSON.parse(row.ids) as string[] }));
}
