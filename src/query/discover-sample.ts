import type { Json } from "#core/json.ts";
import { MAX_NAME_LENGTH } from "#core/limits.ts";
import { COLUMN_OF, DIMENSIONS, LONG } from "#query/columns.ts";
import { NEWEST_HOURS, volumes } from "#query/discover-events.ts";
import type { ReadHouse } from "#query/read.ts";
import { COUNTED } from "#query/reading.ts";

/** An event name whose newest facts are looked at, at most so many. */
export interface SampledName {
  id: number;
  facts: number;
}

/** Names looked at where no event is named: the busiest, which is nearly everything that happens. Each costs two queries. */
const MAX_NAMES = 20;
const LEAST_FACTS = 20;

/**
 * Which facts stand for all of an event, or of what people do: `budget` of them, the newest. Where no event is named,
 * each name has its share of what happened in the newest week's worth of hours, so counts stand in proportion.
 */
export async function sampleNames(db: D1Database, event: string | undefined, budget: number): Promise<SampledName[]> {
  if (event !== undefined) {
    const { results } = await db
      .prepare("SELECT id FROM event_names WHERE name = ?1")
      .bind(event.slice(0, MAX_NAME_LENGTH))
      .all<{ id: number }>();
    return results.map(({ id }) => ({ id, facts: Math.ceil(budget / results.length) }));
  }
  const { results } = await db
    .prepare(
      `WITH v AS MATERIALIZED (${volumes(NEWEST_HOURS)})
       SELECT v.name_id AS id, v.n FROM v JOIN event_names e ON e.id = v.name_id
       WHERE v.n > 0 AND e.kind IN ('track', 'page', 'screen') ORDER BY v.n DESC LIMIT ${MAX_NAMES}`,
    )
    .all<{ id: number; n: number }>();
  const total = results.reduce((sum, { n }) => sum + n, 0);
  return results.map(({ id, n }) => ({ id, facts: Math.max(LEAST_FACTS, Math.round((budget * n) / total)) }));
}

/** What stands behind a fact's combinations; joined where a column of them is read. */
export const DICTIONARIES = [...new Set(Object.values(DIMENSIONS).map(([table]) => table))]
  .map((table) => `LEFT JOIN ${table} ON ${table}.id = f.${COLUMN_OF[table]}`)
  .join(" ");

/**
 * The newest facts of name ?1, ?2 at most, as `f`: bots and events of nobody are left out after that, so what is read
 * is bounded whoever sent it.
 */
export const newest = (joins: string, condition = "1"): string =>
  `FROM (SELECT * FROM facts WHERE name_id = ?1 ORDER BY ts DESC, seq DESC LIMIT ?2) f ${joins}
   WHERE ${COUNTED} AND ${condition}`;

/** Packs opened for one picker: each is up to a thousand events to inflate. */
const MAX_PACKS = 10;

/** Whole events among the newest facts of one name: ?3 of those that meet the condition. */
const wholeEvents = (joins: string, condition: string): string =>
  `SELECT seq, (SELECT max(id) FROM packs WHERE id <= seq) AS pack
   FROM (SELECT f.seq ${newest(joins, condition)} ORDER BY f.ts DESC, f.seq DESC LIMIT ?3)`;

/** Where an SQL expression over a fact gives this, only the whole event knows. */
export const IN_PACK = `char(${LONG.charCodeAt(0)})`;

/** Properties of the newest whole events, `limit` at most, as questions see them: those that lie in a few packs. */
export async function readWhole(
  house: ReadHouse,
  asked: readonly { name: SampledName; joins: string; condition: string }[],
  keys: readonly string[],
  limit: number,
): Promise<Record<string, Json | undefined>[]> {
  if (asked.length === 0) return [];
  const share = Math.ceil(limit / asked.length);
  const results = await house.db.batch<{ seq: number; pack: number }>(
    asked.map(({ name, joins, condition }) =>
      house.db.prepare(wholeEvents(joins, condition)).bind(name.id, name.facts, share),
    ),
  );
  const rows = results.flatMap((one) => one.results).toSorted((a, b) => b.seq - a.seq);
  const packs = new Set([...new Set(rows.map(({ pack }) => pack))].slice(0, MAX_PACKS));
  const seqs = rows.filter(({ pack }) => packs.has(pack)).map(({ seq }) => seq);
  return [...(await house.propertiesOf(seqs.slice(0, limit), keys)).values()];
}
