import { DAY_MS } from "#core/question/time.ts";
import { isLong } from "#query/columns.ts";
import type { FactGroup } from "#query/fast-plan.ts";
import type { Segments } from "#query/fast-segments.ts";
import { checkWanted, COUNTED, type Reading } from "#query/reading.ts";

/** The value of a property (null: none) in a segment, with what was counted of it. */
export type ValueCell<Of> = [segment: number, value: string | number | null, of: Of];

/** What may come of one segment, and of all. */
interface Most {
  segment: number;
  all: number;
}
/** How much is held at once; where there is more, it is counted otherwise or not here. */
export interface Caps {
  actors: Most;
  values: Most;
  /** Ids that the person map may have. */
  ids: number;
}
/** A row of D1 holds 2 MB, and an isolate 128. */
export const CAPS: Caps = {
  actors: { segment: 100_000, all: 1_200_000 },
  values: { segment: 2_000, all: 100_000 },
  ids: 2_000_000,
};
const mostOf = ({ segment, all }: Most, { spans }: Segments): number =>
  Math.min(segment, Math.floor(all / Math.max(1, spans.length)));

/** What counting one question takes. */
export interface Counting {
  db: D1Database;
  reading: Reading;
  caps: Caps;
}

/** Rows of a statement; throws a Problem where nobody waits for them any more. */
export async function rowsOf<Row>(
  { db, reading }: Counting,
  sql: string,
  values: readonly (string | number)[],
): Promise<Row[]> {
  checkWanted(reading);
  const { results, meta } = await db
    .prepare(sql)
    .bind(...values)
    .all<Row>();
  reading.rowsRead += meta.rows_read;
  return results;
}

/** Facts of a segment `w`. What the condition asks comes first: it mostly leaves few for the rest. */
const facts = ({ condition }: FactGroup): string =>
  `json_each(?) n CROSS JOIN facts f ON f.name_id = n.value AND f.ts BETWEEN w.value->>0 AND w.value->>1
   WHERE ${condition.sql} AND ${COUNTED}`;

async function cellsOf<Cell>(
  counting: Counting,
  cell: string,
  spans: readonly (readonly [number, number])[],
  values: readonly (string | number)[] = [],
): Promise<Cell[]> {
  const sql = `SELECT (${cell}) AS cell FROM json_each(?) w ORDER BY w.key`;
  const rows = await rowsOf<{ cell: Cell }>(counting, sql, [...values, JSON.stringify(spans)]);
  return rows.map((row) => row.cell);
}

const read = <Cell>(
  counting: Counting,
  cell: string,
  { nameIds, condition }: FactGroup,
  { spans }: Segments,
): Promise<Cell[]> => cellsOf<Cell>(counting, cell, spans, [JSON.stringify(nameIds), ...condition.values]);

/** Events in each segment. */
export const readEvents = (counting: Counting, group: FactGroup, segments: Segments): Promise<number[]> =>
  read<number>(counting, `SELECT count(*) FROM ${facts(group)}`, group, segments);

/** Events of each name from one ms to another, both inclusive. */
export async function readEventsByName(
  counting: Counting,
  { nameIds, condition }: FactGroup,
  [from, to]: readonly [number, number],
): Promise<[nameId: number, n: number][]> {
  const sql = `SELECT n.value AS id, (
      SELECT count(*) FROM facts f
      WHERE f.name_id = n.value AND f.ts BETWEEN ? AND ? AND ${condition.sql} AND ${COUNTED}) AS n
    FROM json_each(?) n`;
  const values = [from, to, ...condition.values, JSON.stringify(nameIds)];
  return (await rowsOf<{ id: number; n: number }>(counting, sql, values)).map(({ id, n }) => [id, n]);
}

/** Whose the events in each segment are, an actor an event; null where that is too much to hold. */
export async function readActors(counting: Counting, group: FactGroup, segments: Segments): Promise<number[][] | null> {
  const most = mostOf(counting.caps.actors, segments);
  const list = `SELECT json_group_array(actor_id) FROM (SELECT f.actor_id FROM ${facts(group)} LIMIT ${most + 1})`;
  return listsOf(await read<string>(counting, list, group, segments), most);
}

/** Who did anything on each UTC day, from the rollup; null where that is too much to hold. */
export async function readActiveActors(counting: Counting, segments: Segments): Promise<number[][] | null> {
  const most = mostOf(counting.caps.actors, segments);
  const list = `SELECT json_group_array(actor_id) FROM (
    SELECT d.actor_id FROM active_days d WHERE d.day BETWEEN w.value->>0 AND w.value->>1 LIMIT ${most + 1})`;
  return listsOf(await cellsOf<string>(counting, list, segments.spans.map(daysOf)), most);
}

/** The first and the last UTC day of a span of whole days. */
export const daysOf = ([from, to]: readonly [number, number]): [first: number, last: number] => [
  from / DAY_MS,
  (to + 1) / DAY_MS - 1,
];

function listsOf(cells: readonly string[], most: number): number[][] | null {
  const lists = cells.map((cell) => JSON.parse(cell) as number[]);
  return lists.every((list) => list.length <= most) ? lists : null;
}

/** Events by value; null where there are too many values, or one that only the whole event tells. */
export async function readEventsByValue(
  counting: Counting,
  group: FactGroup,
  segments: Segments,
): Promise<ValueCell<number>[] | null> {
  const cells = `SELECT ${columnsOf(group)}, count(*) AS n FROM ${facts(group)} GROUP BY ${keysOf(group)}`;
  return readByValue<number>(counting, cells, group, segments);
}

/** Actors of events by value, an actor an event; null as above, and where that is too much to hold. */
export async function readActorsByValue(
  counting: Counting,
  group: FactGroup,
  segments: Segments,
): Promise<ValueCell<number[]>[] | null> {
  const most = mostOf(counting.caps.actors, segments);
  const events = `SELECT ${columnsOf(group)}, f.actor_id FROM ${facts(group)} LIMIT ${most + 1}`;
  const grouped = `SELECT held, stamp, json_group_array(actor_id) AS n FROM (${events}) GROUP BY ${keysOf(group)}`;
  const cells = await readByValue<string>(counting, grouped, group, segments);
  if (cells === null) return null;
  const sizes = new Float64Array(segments.spans.length);
  const lists: ValueCell<number[]>[] = [];
  for (const [segment, value, list] of cells) {
    const actors = JSON.parse(list) as number[];
    sizes[segment] = (sizes[segment] ?? 0) + actors.length;
    lists.push([segment, value, actors]);
  }
  return sizes.every((size) => size <= most) ? lists : null;
}

/** Only what tells facts apart: each column more takes its time. */
const keysOf = ({ value }: FactGroup): string => {
  if (!value?.dimension) return "held";
  return value.slot === null ? "stamp" : "held, stamp";
};

const columnsOf = ({ value }: FactGroup): string => {
  const { slot = null, dimension = null } = value ?? {};
  return `${slot === null ? "NULL" : `f.s${slot}`} AS held, ${dimension === null ? "NULL" : `f.${dimension.id}`} AS stamp`;
};

async function readByValue<Of extends number | string>(
  counting: Counting,
  grouped: string,
  group: FactGroup,
  segments: Segments,
): Promise<ValueCell<Of>[] | null> {
  const most = mostOf(counting.caps.values, segments);
  const { dimension = null } = group.value ?? {};
  const word =
    dimension === null ? "NULL" : `(SELECT ${dimension.column} FROM ${dimension.table} t WHERE t.id = g.stamp)`;
  const list = `SELECT json_group_array(json_array(held, ${word}, n)) FROM (${grouped} LIMIT ${most + 1}) g`;
  const cells: ValueCell<Of>[] = [];
  for (const [segment, cell] of (await read<string>(counting, list, group, segments)).entries()) {
    const rows = JSON.parse(cell) as [slot: string | number | null, word: string | null, of: Of][];
    if (rows.length > most) return null;
    for (const [slot, stamped, of] of rows) {
      // Text says a fraction in other digits, perhaps; whole numbers up to 2^53 it says exactly.
      if (isLong(slot) || (typeof slot === "number" && !Number.isSafeInteger(slot))) return null;
      cells.push([segment, slot ?? stamped, of]);
    }
  }
  return cells;
}
