import { DIMENSIONS, INLINE_SLOTS } from "#query/columns.ts";
import { DICTIONARIES, IN_PACK, newest, type SampledName } from "#query/discover-sample.ts";

/** What the facts of one name say of a slot: how many have a value, and of which kinds. */
export interface SlotCounts {
  present: number;
  numbers: number;
  /** `true` and `false`, which facts hold as text. */
  words: number;
  /** Text that is too long, lists and objects. */
  long: number;
}

export interface FactCounts {
  /** Facts looked at. */
  facts: number;
  /** By slot number. */
  slots: ReadonlyMap<number, SlotCounts>;
  /** How many have each of DIMENSIONS. */
  stamped: ReadonlyMap<string, number>;
}

const SLOTS = Array.from({ length: INLINE_SLOTS }, (_, at) => at + 1);
const STAMPS = Object.entries(DIMENSIONS);

const COLUMNS = [
  "count(*) AS facts",
  ...SLOTS.flatMap((slot) => [
    `count(f.s${slot}) AS present${slot}`,
    `sum(typeof(f.s${slot}) IN ('integer', 'real')) AS numbers${slot}`,
    `sum(f.s${slot} IN ('true', 'false')) AS words${slot}`,
    `sum(f.s${slot} = ${IN_PACK}) AS long${slot}`,
  ]),
  ...STAMPS.map(([, [table, column]]) => `count(${table}.${column}) AS stamp_${column}`),
].join(", ");

/** What the newest facts of these names hold; counted where they are, one row a name comes back. */
export async function countFacts(db: D1Database, names: readonly SampledName[]): Promise<Map<number, FactCounts>> {
  if (names.length === 0) return new Map();
  const results = await db.batch<Record<string, number | null>>(
    names.map(({ id, facts }) => db.prepare(`SELECT ${COLUMNS} ${newest(DICTIONARIES)}`).bind(id, facts)),
  );
  return new Map(names.map(({ id }, at) => [id, countsOf(results[at]?.results[0] ?? {})]));
}

function countsOf(row: Record<string, number | null>): FactCounts {
  const of = (column: string): number => row[column] ?? 0;
  return {
    facts: of("facts"),
    slots: new Map(
      SLOTS.map((slot) => [
        slot,
        {
          present: of(`present${slot}`),
          numbers: of(`numbers${slot}`),
          words: of(`words${slot}`),
          long: of(`long${slot}`),
        },
      ]),
    ),
    stamped: new Map(STAMPS.map(([key, [, column]]) => [key, of(`stamp_${column}`)])),
  };
}
