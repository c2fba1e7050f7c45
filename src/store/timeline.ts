import { HOUR_MS } from "#core/clock.ts";
import type { TrackedEvent } from "#core/event.ts";
import { createPackReader } from "#store/unpacked.ts";

/** What to list. Times are ms and inclusive. */
export interface TimelineQuestion {
  from: number;
  to: number;
  /** Counted names (`countedName`); empty: every name. */
  names: readonly string[];
  sourceId: number | null;
  /** An actor's uid, or several. */
  persons: readonly string[];
  limit: number;
  /** Where the last page ended. */
  before: Position | null;
  matches(event: TrackedEvent): boolean;
}

/** An event's place in the order: by time, and by arrival within one millisecond. */
export interface Position {
  ts: number;
  seq: number;
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

/**
 * Events newest first. Facts are clustered by name, so "newest over all names" first asks the hourly counts which hours
 * and names hold the next few, and reads only those ranges.
 */
export async function timeline(db: D1Database, question: TimelineQuestion): Promise<TimelinePage> {
  const reader = createPackReader(db);
  const wanted = await idsOfNames(db, question.names);
  const events: TimelinePage["events"] = [];
  let position = question.before ?? { ts: question.to, seq: Number.MAX_SAFE_INTEGER };
  let examined = 0;
  let span = question.limit + 1;
  for (let windows = 0; windows < MAX_WINDOWS && examined < MAX_EXAMINED; windows += 1) {
    const window = await nextWindow(db, question, wanted, position.ts, span);
    if (!window) return { events, next: null, complete: true };
    const most = Math.min(span, MAX_FACTS);
    const facts = window.nameIds.length === 0 ? [] : await factsIn(db, question, window, position, most);
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
    if (facts.length < most) position = { ts: window.from - 1, seq: Number.MAX_SAFE_INTEGER };
    if (position.ts < question.from) return { events, next: null, complete: true };
    span = facts.length < most ? Math.min(span * 4, MAX_SPAN) : Math.min(span * 2, MAX_FACTS);
  }
  return { events, next: position, complete: false };
}

/** Hours read for one window. */
const MAX_HOURS = 200;

interface Window {
  from: number;
  to: number;
  nameIds: number[];
}

/** The latest whole hours, up to `to`, that together hold at least `want` of the events asked for, and the names in them. */
async function nextWindow(
  db: D1Database,
  question: TimelineQuestion,
  wanted: Set<number> | null,
  to: number,
  want: number,
): Promise<Window | null> {
  const last = Math.floor(to / HOUR_MS);
  const { results } = await db
    .prepare("SELECT hour, counts FROM hours WHERE hour BETWEEN ?1 AND ?2 ORDER BY hour DESC LIMIT ?3")
    .bind(Math.floor(question.from / HOUR_MS), last, MAX_HOURS)
    .all<{ hour: number; counts: string }>();
  const nameIds = new Set<number>();
  let hour = last + 1;
  let sum = 0;
  for (const row of results) {
    if (sum >= want) break;
    hour = row.hour;
    for (const [id, n] of Object.entries(JSON.parse(row.counts) as Record<string, number>)) {
      if (wanted && !wanted.has(Number(id))) continue;
      nameIds.add(Number(id));
      // The hour we start in is only partly ours, so it doesn't count towards enough.
      if (hour < last) sum += n;
    }
  }
  if (results.length === 0) return null;
  return { from: Math.max(hour * HOUR_MS, question.from), to, nameIds: [...nameIds] };
}

/** Null: every name. */
async function idsOfNames(db: D1Database, names: readonly string[]): Promise<Set<number> | null> {
  if (names.length === 0) return null;
  const { results } = await db
    .prepare("SELECT id FROM event_names WHERE name IN (SELECT value FROM json_each(?1))")
    .bind(JSON.stringify(names))
    .all<{ id: number }>();
  return new Set(results.map(({ id }) => id));
}

async function factsIn(
  db: D1Database,
  question: TimelineQuestion,
  window: Window,
  before: Position,
  limit: number,
): Promise<Position[]> {
  const { results } = await db
    .prepare(
      `SELECT ts, seq FROM facts
       WHERE name_id IN (SELECT value FROM json_each(?1)) AND ts BETWEEN ?2 AND ?3 AND (ts < ?3 OR seq < ?4)
         AND (?5 IS NULL OR source_id = ?5)
         AND (?6 = '[]' OR actor_id IN (SELECT id FROM actors WHERE uid IN (SELECT value FROM json_each(?6))))
       ORDER BY ts DESC, seq DESC LIMIT ?7`,
    )
    .bind(
      JSON.stringify(window.nameIds),
      window.from,
      before.ts,
      before.seq,
      question.sourceId,
      JSON.stringify(question.persons),
      limit,
    )
    .all<Position>();
  return results;
}

/** Who was seen since then, and when last: one row a person, for "seen in the last 30 minutes". */
export async function peopleSince(db: D1Database, sinceMs: number): Promise<{ person: string; lastSeen: number }[]> {
  const { results } = await db
    .prepare(
      `SELECT a.uid AS person, max(f.ts) AS lastSeen
       FROM event_names n CROSS JOIN facts f ON f.name_id = n.id AND f.ts >= ?1
       JOIN actors a ON a.id = f.actor_id
       WHERE f.bot = 0 GROUP BY f.actor_id LIMIT 100000`,
    )
    .bind(sinceMs)
    .all<{ person: string; lastSeen: number }>();
  return results;
}
