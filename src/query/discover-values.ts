import type { Json } from "#core/json.ts";
import { DIMENSIONS, isLong, type SlotsOfName, type Source, sourceOf } from "#query/columns.ts";
import { DICTIONARIES, IN_PACK, newest, readWhole, sampleNames } from "#query/discover-sample.ts";
import { countValues, type ValueFound } from "#query/discover-text.ts";
import type { ReadHouse } from "#query/read.ts";

export interface ValuesFound {
  values: ValueFound[];
  /** Events looked at: the newest. */
  sampled: number;
}

const MAX_FACTS = 10_000;
const MAX_WHOLE = 500;

/**
 * The most frequent values of a property among the newest events, as questions see it: the event's own, else what was
 * stamped. Text that is too long for a fact, and what only whole events have, is looked up in a few hundred of them.
 */
export async function findValues(
  house: ReadHouse,
  { event, property, search, limit }: { event?: string | undefined; property: string; search: string; limit: number },
): Promise<ValuesFound> {
  const names = await sampleNames(house.db, event, MAX_FACTS);
  if (names.length === 0) return { values: [], sampled: 0 };
  const slots = await slotsOf(
    house.db,
    names.map(({ id }) => id),
  );
  const asked = names.map((name) => ({ name, ...placeOf(sourceOf(property, slots.get(name.id) ?? NO_SLOTS)) }));
  const results = await house.db.batch<{ value: Json; n: number }>(
    asked.map(({ name, value, joins }) =>
      house.db.prepare(`SELECT ${value} AS value, count(*) AS n ${newest(joins)} GROUP BY 1`).bind(name.id, name.facts),
    ),
  );
  const counts = countValues();
  let sampled = 0;
  const inPacks = asked.filter((_, at) => results[at]?.results.some(({ value }) => isLong(value)));
  for (const { value, n } of results.flatMap((one) => one.results)) {
    if (isLong(value)) continue;
    sampled += n;
    counts.add(value, n);
  }
  const whole = await readWhole(
    house,
    inPacks.map(({ name, value, joins }) => ({ name, joins, condition: `${value} = ${IN_PACK}` })),
    [property],
    MAX_WHOLE,
  );
  for (const event of whole) counts.add(event[property]);
  return { values: counts.top(search, limit), sampled: sampled + whole.length };
}

const NO_SLOTS: SlotsOfName = new Map();

async function slotsOf(db: D1Database, ids: readonly number[]): Promise<Map<number, Map<string, number>>> {
  const { results } = await db
    .prepare("SELECT name_id, slot, property FROM slots WHERE name_id IN (SELECT value FROM json_each(?1))")
    .bind(JSON.stringify(ids))
    .all<{ name_id: number; slot: number; property: string }>();
  const byName = Map.groupBy(results, ({ name_id }) => name_id);
  return new Map(
    [...byName].map(([id, rows]) => [id, new Map(rows.map(({ property, slot }) => [property, slot] as const))]),
  );
}

/** Where SQL finds a property of a fact. */
function placeOf({ isPacked, slot, dimension, own }: Source): { value: string; joins: string } {
  if (isPacked) return { value: IN_PACK, joins: "" };
  const stamped =
    own === "$source"
      ? "f.source_id"
      : own === "$event"
        ? "(SELECT name FROM event_names WHERE id = f.name_id)"
        : dimension === null
          ? "NULL"
          : DIMENSIONS[dimension].join(".");
  return {
    value: slot === null ? stamped : `coalesce(f.s${slot}, ${stamped})`,
    joins: dimension === null ? "" : DICTIONARIES,
  };
}
