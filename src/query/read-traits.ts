import type { Json } from "#core/json.ts";
import type { Reading } from "#query/reading.ts";

/** A trait as a profile has it: set by identify (the newest counts) or by setOnce (the earliest). */
interface Said {
  value: Json;
  ts: number;
  messageId: string;
}

/** Keys of one statement: two parameters each, of the 100 that D1 allows. */
const MAX_KEYS = 45;

/**
 * Reads current traits of people, folded over their ids: of all that set a key the newest, else of all that set it once
 * the earliest (docs/identity.md). Only the keys asked for leave the database.
 */
export function createTraitReader(db: D1Database, known: readonly string[]) {
  return {
    /** The traits of these people, as a function of the person. */
    async read(persons: readonly number[], reading: Reading): Promise<(person: number) => ReadonlyMap<string, Json>> {
      if (persons.length === 0) return () => NONE;
      const found = new Map<number, Map<string, Json>>();
      for (let at = 0; at < known.length; at += MAX_KEYS) {
        const keys = known.slice(at, at + MAX_KEYS);
        const people = await readSaid(db, keys, persons, reading);
        if (keys.length === known.length) return (person) => traitsOf(keys, people.get(person) ?? []);
        // Of many keys most people have few: what they lack isn't kept.
        for (const [person, said] of people)
          found.set(person, new Map([...(found.get(person) ?? []), ...traitsOf(keys, said)]));
      }
      return (person) => found.get(person) ?? NONE;
    },
  };
}

/** What was set, in pieces, and what was set once; nulls where that is nothing. */
type Statement = [value: Json, ts: number | null, messageId: string | null, once: Said | null];

/** For each key what was set and what was set once, side by side. */
async function readSaid(
  db: D1Database,
  keys: readonly string[],
  persons: readonly number[],
  reading: Reading,
): Promise<Map<number, (Said | undefined)[]>> {
  // As src/identity/profile.ts writes them. A trait has two moments; what leaves the database is the one that counts.
  const columns = keys
    .map((_, at) => [`?${2 * at + 1}`, `?${2 * at + 2}`])
    .map(
      ([set, once]) =>
        `json_extract(profile, ${set} || '.value', ${set} || '.to.ts', ${set} || '.to.messageId', ${once})`,
    )
    .join(", ");
  // A label between quotes has the escapes of a JSON string: https://www.sqlite.org/json1.html#path_arguments
  const paths = keys
    .map((key) => JSON.stringify(key))
    .flatMap((label) => [`$.traits.${label}[#-1]`, `$.once.${label}`]);
  const list = `?${2 * keys.length + 1}`;
  // A person's own profile, and those of the ids that joined it.
  const rows = await db
    .prepare(
      `SELECT i.value AS person, ${columns} FROM json_each(${list}) i CROSS JOIN profiles pr ON pr.actor_id = i.value
       UNION ALL
       SELECT i.value, ${columns} FROM json_each(${list}) i CROSS JOIN person_of p ON p.person_id = i.value
         AND p.actor_id <> i.value CROSS JOIN profiles pr ON pr.actor_id = p.actor_id`,
    )
    .bind(...paths, JSON.stringify(persons))
    .raw<[number, ...string[]]>();
  reading.rowsRead += rows.length;
  const people = new Map<number, (Said | undefined)[]>();
  for (const [person, ...texts] of rows) {
    const before = people.get(person);
    const said = texts.flatMap(saidOf);
    people.set(
      person,
      before ? said.map((one, at) => (at % 2 === 0 ? newer(before[at], one) : older(before[at], one))) : said,
    );
  }
  return people;
}

function saidOf(text: string): [set: Said | undefined, once: Said | undefined] {
  const [value, ts, messageId, once] = JSON.parse(text) as Statement;
  return [ts === null || messageId === null ? undefined : { value, ts, messageId }, once ?? undefined];
}

const NONE: ReadonlyMap<string, Json> = new Map();

function traitsOf(keys: readonly string[], said: readonly (Said | undefined)[]): ReadonlyMap<string, Json> {
  const traits = new Map<string, Json>();
  for (const [at, key] of keys.entries()) {
    const value = (said[2 * at] ?? said[2 * at + 1])?.value;
    if (value !== undefined && value !== null) traits.set(key, value);
  }
  return traits;
}

const isBefore = (a: Said, b: Said): boolean => a.ts < b.ts || (a.ts === b.ts && a.messageId < b.messageId);
const newer = (a: Said | undefined, b: Said | undefined): Said | undefined =>
  !a ? b : !b ? a : isBefore(a, b) ? b : a;
const older = (a: Said | undefined, b: Said | undefined): Said | undefined =>
  !a ? b : !b ? a : isBefore(b, a) ? b : a;
