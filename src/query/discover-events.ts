import { HOUR_MS } from "#core/clock.ts";
import { contains } from "#query/discover-text.ts";

/** An event name as a question may write it. */
export interface EventFound {
  name: string;
  /** The calls it came by (track, page, …): a name is counted over all of them. */
  kinds: string[];
  /** Events in the range, bots left out. */
  volume: number;
  /** ISO; null where only bots sent it lately. */
  lastSeen: string | null;
}

/** Names looked at, most frequent first. */
const MAX_NAMES = 20_000;
/** Facts of one name looked at for the newest that is no bot's. */
const NEWEST = 50;

/** Events of each name over hours of the rollup, bots left out; `hours` is one of the two below. */
export const volumes = (hours: string): string => `
  SELECT CAST(key AS INTEGER) AS name_id, sum(n) AS n FROM (
    SELECT c.key, c.value AS n FROM (${hours}) h CROSS JOIN json_each(h.counts) c
    UNION ALL
    SELECT b.key, -b.value FROM (${hours}) h CROSS JOIN json_each(h.bots) b)
  GROUP BY key`;
const HOURS_BETWEEN = "SELECT counts, bots FROM hours WHERE hour BETWEEN ?1 AND ?2";
/** As many as a week has, of those in which anything happened. */
export const NEWEST_HOURS = "SELECT counts, bots FROM hours ORDER BY hour DESC LIMIT 168";

/** Names of facts that were moved to R2, and when the last of each was (docs/archive.md). */
const ARCHIVED = `SELECT b.value->>2 AS id, max(b.value->>5) AS ts FROM archive_files a CROSS JOIN json_each(a.blocks) b
  WHERE a.kind = 'facts' GROUP BY b.value->>2`;

interface NameRow {
  id: number;
  kind: string;
  name: string;
  volume: number;
}

/**
 * Event names that hold `search`, most frequent in the range first, ties by name; `from` and `to` are ms and rounded out
 * to whole hours. Names of which no event is left are not among them.
 */
export async function findEvents(
  db: D1Database,
  { search, from, to, limit }: { search: string; from: number; to: number; limit: number },
): Promise<EventFound[]> {
  const { results } = await db
    .prepare(
      `WITH v AS MATERIALIZED (${volumes(HOURS_BETWEEN)})
       SELECT e.id, e.kind, e.name, coalesce(v.n, 0) AS volume FROM event_names e LEFT JOIN v ON v.name_id = e.id
       WHERE v.n > 0 OR EXISTS (SELECT 1 FROM facts f WHERE f.name_id = e.id) OR e.id IN (SELECT id FROM (${ARCHIVED}))
       ORDER BY volume DESC LIMIT ${MAX_NAMES}`,
    )
    .bind(Math.floor(from / HOUR_MS), Math.floor(to / HOUR_MS))
    .all<NameRow>();
  const found = [...Map.groupBy(results, ({ name }) => name)]
    .filter(([name]) => contains(name, search))
    .map(([name, rows]) => ({ name, rows, volume: rows.reduce((sum, row) => sum + row.volume, 0) }))
    .toSorted((a, b) => b.volume - a.volume || (a.name < b.name ? -1 : 1))
    .slice(0, limit);
  const seen = await lastSeen(
    db,
    found.flatMap(({ rows }) => rows.map(({ id }) => id)),
  );
  return found.map(({ name, rows, volume }) => {
    const last = Math.max(...rows.map(({ id }) => seen.get(id) ?? -Infinity));
    return {
      name,
      kinds: rows.map(({ kind }) => kind).toSorted(),
      volume,
      lastSeen: last === -Infinity ? null : new Date(last).toISOString(),
    };
  });
}

async function lastSeen(db: D1Database, ids: readonly number[]): Promise<Map<number, number>> {
  const { results } = await db
    .prepare(
      `SELECT asked.value AS id, coalesce(
         (SELECT max(ts) FROM (
           SELECT f.ts, f.bot FROM facts f WHERE f.name_id = asked.value ORDER BY f.ts DESC, f.seq DESC LIMIT ${NEWEST})
          WHERE bot = 0), archived.ts) AS ts
       FROM json_each(?1) asked LEFT JOIN (${ARCHIVED}) archived ON archived.id = asked.value`,
    )
    .bind(JSON.stringify(ids))
    .all<{ id: number; ts: number | null }>();
  return new Map(results.flatMap(({ id, ts }) => (ts === null ? [] : [[id, ts] as const])));
}
