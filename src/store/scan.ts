import { HOUR_MS } from "#core/clock.ts";
import { FACTS_OF_HOURS } from "#store/active-hours.ts";

/** An event's place in the order: by time, and by arrival within one millisecond. */
export interface Position {
  ts: number;
  seq: number;
}

/** Which facts are looked for. Times are ms and inclusive; null: all. */
export interface ScanRange {
  from: number;
  sourceId: number | null;
  nameIds: ReadonlySet<number> | null;
}

/** Whole hours that are read together, the oldest of them beginning at `from`. */
export interface Window {
  from: number;
  hours: number[];
  nameIds: number[];
}

/** A way through the facts, newest first, a window at a time. */
export interface Scan {
  /** The latest hours, up to the one of `to`, that together hold at least `want` facts; null where there are no more. */
  window(to: number, want: number): Promise<Window | null>;
  /** The newest `limit` facts of a window that come after `before` in the list. */
  facts(window: Window, before: Position, limit: number): Promise<Position[]>;
}

/** Hours looked at for one window. */
const MAX_HOURS = 200;

/** Everybody's facts: the hourly counts say which hours and names hold the next few, and only those ranges are read. */
export function scanAll(db: D1Database, range: ScanRange): Scan {
  return {
    async window(to, want) {
      const { results } = await db
        .prepare("SELECT hour, counts FROM hours WHERE hour BETWEEN ?1 AND ?2 ORDER BY hour DESC LIMIT ?3")
        .bind(hourOf(range.from), hourOf(to), MAX_HOURS)
        .all<{ hour: number; counts: string }>();
      return windowOf(results, range, to, want);
    },
    async facts(window, before, limit) {
      if (window.nameIds.length === 0) return [];
      const { results } = await db
        .prepare(
          `SELECT ts, seq FROM facts
           WHERE name_id IN (SELECT value FROM json_each(?1)) AND ts BETWEEN ?2 AND ?3 AND (ts < ?3 OR seq < ?4)
             AND (?5 IS NULL OR source_id = ?5)
           ORDER BY ts DESC, seq DESC LIMIT ?6`,
        )
        .bind(JSON.stringify(window.nameIds), window.from, before.ts, before.seq, range.sourceId, limit)
        .all<Position>();
      return results;
    },
  };
}

/** The newest hours of each actor, and of these the newest: bounded, however long and busy their lives were. */
const NEWEST_ACTIVE_HOURS = `
  SELECT hour, counts FROM hours WHERE hour IN (
    SELECT t.hour FROM json_each(?4) a CROSS JOIN active_hours t ON t.actor_id = a.value AND t.hour IN (
      SELECT hour FROM active_hours WHERE actor_id = a.value AND hour BETWEEN ?1 AND ?2 ORDER BY hour DESC LIMIT ?3))
  ORDER BY hour DESC LIMIT ?3`;

/** The facts of a few actors: of hours in which none of them did anything, nothing is read. */
export function scanActors(db: D1Database, range: ScanRange, actorIds: readonly number[]): Scan {
  const actors = JSON.stringify(actorIds);
  return {
    async window(to, want) {
      const { results } = await db
        .prepare(NEWEST_ACTIVE_HOURS)
        .bind(hourOf(range.from), hourOf(to), MAX_HOURS, actors)
        .all<{ hour: number; counts: string }>();
      return windowOf(results, range, to, want);
    },
    async facts(window, before, limit) {
      if (window.nameIds.length === 0) return [];
      const { results } = await db
        // "+" keeps SQLite from seeking by the whole window's range where the hour's is meant.
        .prepare(
          `SELECT f.ts, f.seq FROM (SELECT value AS hour FROM json_each(?1)) t ${FACTS_OF_HOURS}
           WHERE (?2 IS NULL OR f.name_id IN (SELECT value FROM json_each(?2)))
             AND +f.ts BETWEEN ?3 AND ?4 AND (f.ts < ?4 OR f.seq < ?5)
             AND (?6 IS NULL OR f.source_id = ?6) AND f.actor_id IN (SELECT value FROM json_each(?7))
           ORDER BY f.ts DESC, f.seq DESC LIMIT ?8`,
        )
        .bind(
          JSON.stringify(window.hours),
          range.nameIds && JSON.stringify([...range.nameIds]),
          window.from,
          before.ts,
          before.seq,
          range.sourceId,
          actors,
          limit,
        )
        .all<Position>();
      return results;
    },
  };
}

const hourOf = (ms: number): number => Math.floor(ms / HOUR_MS);

/** As many of these hours, newest first, as it takes to hold `want` facts of the names asked for. */
function windowOf(
  rows: readonly { hour: number; counts: string }[],
  { from, nameIds }: ScanRange,
  to: number,
  want: number,
): Window | null {
  if (rows.length === 0) return null;
  const found = new Set<number>();
  const hours: number[] = [];
  let first = hourOf(to) + 1;
  let sum = 0;
  for (const row of rows) {
    if (sum >= want) break;
    first = row.hour;
    let n = 0;
    for (const [id, count] of Object.entries(JSON.parse(row.counts) as Record<string, number>)) {
      if (nameIds && !nameIds.has(Number(id))) continue;
      found.add(Number(id));
      n += count;
    }
    if (n > 0) hours.push(row.hour);
    // The hour we start in is only partly ours, so it doesn't count towards enough.
    if (row.hour < hourOf(to)) sum += n;
  }
  return { from: Math.max(first * HOUR_MS, from), hours, nameIds: [...found] };
}
