import type { Json } from "#core/json.ts";
import {
  contains,
  countValues,
  type OneType,
  typeOfAll,
  type ValueFound,
  type ValueType,
} from "#query/discover-text.ts";

export interface TraitFound {
  trait: string;
  type: ValueType | null;
  /** Profiles that have it now. */
  count: number;
}

/** The newest ids that anything is known of. A person of several ids has several profiles: pickers count them apart. */
const MAX_PROFILES = 1_000;
const SAMPLE = `(SELECT profile FROM profiles ORDER BY actor_id DESC LIMIT ${MAX_PROFILES})`;
const COUNT_SAMPLE = `SELECT count(*) AS n FROM (SELECT 1 FROM profiles LIMIT ${MAX_PROFILES})`;

// As src/identity/profile.ts writes them: of a trait the runs of its values, the last of which is current, and null there
// says "removed"; what was set once counts where no trait was ever set.
const CURRENT = `
  SELECT t.key, t.value -> '$[#-1].value' AS value FROM ${SAMPLE} p CROSS JOIN json_each(p.profile, '$.traits') t
  UNION ALL
  SELECT o.key, o.value -> '$.value' FROM ${SAMPLE} p CROSS JOIN json_each(p.profile, '$.once') o
  WHERE NOT EXISTS (SELECT 1 FROM json_each(p.profile, '$.traits') t WHERE t.key = o.key)`;

/** Keys looked at: a client that makes keys of values gets no further. */
const MAX_KEYS = 10_000;

/** Traits that hold `search`, most often set first. */
export async function findTraits(
  db: D1Database,
  { search, limit }: { search: string; limit: number },
): Promise<{ traits: TraitFound[]; sampled: number }> {
  const [rows, sample] = await db.batch<{ key: string; type: string; n: number }>([
    db.prepare(
      `SELECT key, json_type(value) AS type, count(*) AS n FROM (${CURRENT}) GROUP BY 1, 2 ORDER BY n DESC LIMIT ${MAX_KEYS}`,
    ),
    db.prepare(COUNT_SAMPLE),
  ]);
  const byKey = Map.groupBy(rows?.results ?? [], ({ key }) => key);
  const traits = [...byKey].flatMap(([trait, found]): TraitFound[] => {
    const set = found.filter(({ type }) => TYPES.has(type));
    if (set.length === 0 || !contains(trait, search)) return [];
    const types = new Set(set.flatMap(({ type }) => TYPES.get(type) ?? []));
    return [{ trait, type: typeOfAll(types), count: set.reduce((sum, { n }) => sum + n, 0) }];
  });
  return {
    traits: traits.toSorted((a, b) => b.count - a.count || (a.trait < b.trait ? -1 : 1)).slice(0, limit),
    sampled: sample?.results[0]?.n ?? 0,
  };
}

/** By SQLite's names; null is none of them. */
const TYPES: ReadonlyMap<string, OneType> = new Map([
  ["text", "text"],
  ["integer", "number"],
  ["real", "number"],
  ["true", "boolean"],
  ["false", "boolean"],
  ["array", "list"],
  ["object", "object"],
]);

/** The most frequent current values of a trait that hold `search`. */
export async function findTraitValues(
  db: D1Database,
  { trait, search, limit }: { trait: string; search: string; limit: number },
): Promise<{ values: ValueFound[]; sampled: number }> {
  const [rows, sample] = await db.batch<{ value: string; n: number }>([
    db.prepare(`SELECT value, count(*) AS n FROM (${CURRENT}) WHERE key = ?1 GROUP BY 1`).bind(trait),
    db.prepare(COUNT_SAMPLE),
  ]);
  const counts = countValues();
  for (const { value, n } of rows?.results ?? []) counts.add(JSON.parse(value) as Json, n);
  return { values: counts.top(search, limit), sampled: sample?.results[0]?.n ?? 0 };
}
