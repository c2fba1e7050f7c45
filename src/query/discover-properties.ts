import { DIMENSIONS, INLINE_SLOTS } from "#query/columns.ts";
import { countFacts, type FactCounts } from "#query/discover-fact-counts.ts";
import { readWhole, sampleNames } from "#query/discover-sample.ts";
import { contains, type OneType, typeOf, typeOfAll, type ValueType } from "#query/discover-text.ts";
import type { ReadHouse } from "#query/read.ts";

export interface PropertyFound {
  property: string;
  /** False where events bring it, true where it was stamped on them when they came. */
  stamped: boolean;
  /** Names of events that were ever seen with it, the first of them; none for what is stamped on any. */
  events: string[];
  /** null where none of the events looked at has it. */
  type: ValueType | null;
  /** How many of the events looked at have it, and how many that were: few where only whole events know. */
  count: number;
  sampled: number;
}

const MAX_FACTS = 2_000;
const MAX_WHOLE = 100;
/** Properties looked at, and event names shown of each. */
const MAX_PROPERTIES = 1_000;
const MAX_EVENTS = 50;

/** Stamped like the dimensions, but only whole events have them. */
const STAMPED_IN_PACKS = ["$name", "$path", "$referrer"];

interface SlotRow {
  nameId: number;
  name: string;
  slot: number;
  property: string;
}

/** Properties that hold `search`, of one event or of what people do: their own, most often set first, then the stamped. */
export async function findProperties(
  house: ReadHouse,
  { event, search }: { event?: string | undefined; search: string },
): Promise<PropertyFound[]> {
  const names = await sampleNames(house.db, event, MAX_FACTS);
  const slots = (await slotsOf(house.db, event)).filter(({ property }) => contains(property, search));
  const own = [...Map.groupBy(slots, ({ property }) => property)]
    .toSorted(([, a], [, b]) => b.length - a.length)
    .slice(0, MAX_PROPERTIES);
  const stamped = [...Object.keys(DIMENSIONS), ...STAMPED_IN_PACKS].filter((property) => contains(property, search));
  const facts = await countFacts(house.db, names);
  const whole = await readWhole(
    house,
    names.map((name) => ({ name, joins: "", condition: "1" })),
    [...own.map(([property]) => property), ...STAMPED_IN_PACKS],
    MAX_WHOLE,
  );
  const looked = { facts, sampled: sum([...facts.values()], (counts) => counts.facts), whole };
  return [
    ...own
      .map(([property, rows]) => ownProperty(property, rows, looked))
      .toSorted((a, b) => share(b) - share(a) || (a.property < b.property ? -1 : 1)),
    ...stamped.map((property) => stampedProperty(property, looked)),
  ];
}

/** A name may have many properties, and a workspace many names: a picker that holds more than this is of no use. */
const MAX_SLOTS = 50_000;

async function slotsOf(db: D1Database, event: string | undefined): Promise<SlotRow[]> {
  const { results } = await db
    .prepare(
      `SELECT s.name_id AS nameId, e.name, s.slot, s.property FROM event_names e JOIN slots s ON s.name_id = e.id
       WHERE CASE WHEN ?1 IS NULL THEN e.kind IN ('track', 'page', 'screen') ELSE e.name = ?1 END
       ORDER BY e.name, s.slot LIMIT ${MAX_SLOTS}`,
    )
    .bind(event ?? null)
    .all<SlotRow>();
  return results;
}

interface Looked {
  facts: ReadonlyMap<number, FactCounts>;
  /** All facts looked at. */
  sampled: number;
  whole: Awaited<ReturnType<typeof readWhole>>;
}

function ownProperty(property: string, rows: readonly SlotRow[], { facts, sampled, whole }: Looked): PropertyFound {
  const counts = rows.flatMap(({ nameId, slot }) => facts.get(nameId)?.slots.get(slot) ?? []);
  const [present, numbers, words, long] = (["present", "numbers", "words", "long"] as const).map((of) =>
    sum(counts, (one) => one[of]),
  ) as [number, number, number, number];
  const inPacks = valuesOf(whole, property);
  const types = new Set<OneType>(inPacks.map(typeOf));
  if (numbers > 0) types.add("number");
  if (present > numbers + words + long) types.add("text");
  // What a fact doesn't tell apart, and none of the whole events showed: the likeliest.
  if (long > 0 && !["text", "list", "object"].some((type) => types.has(type as OneType))) types.add("text");
  if (words > 0 && !types.has("text") && !types.has("boolean")) types.add("boolean");
  const isInFacts = rows.every(({ slot }) => slot <= INLINE_SLOTS);
  return {
    property,
    stamped: false,
    events: [...new Set(rows.map(({ name }) => name))].slice(0, MAX_EVENTS),
    type: typeOfAll(types),
    ...(isInFacts ? { count: present, sampled } : { count: inPacks.length, sampled: whole.length }),
  };
}

/** What is stamped is text. */
function stampedProperty(property: string, { facts, sampled, whole }: Looked): PropertyFound {
  const found = STAMPED_IN_PACKS.includes(property)
    ? { count: valuesOf(whole, property).length, sampled: whole.length }
    : { count: sum([...facts.values()], ({ stamped }) => stamped.get(property) ?? 0), sampled };
  return { property, stamped: true, events: [], type: found.count > 0 ? "text" : null, ...found };
}

const valuesOf = (whole: Looked["whole"], property: string) =>
  whole.map((event) => event[property]).filter((value) => value !== null && value !== undefined);

const share = ({ count, sampled }: PropertyFound): number => (sampled === 0 ? 0 : count / sampled);

const sum = <T>(list: readonly T[], of: (one: T) => number): number => list.reduce((total, one) => total + of(one), 0);
