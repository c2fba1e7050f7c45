import type { Json } from "#core/json.ts";
import { Problem } from "#core/problem.ts";
import { inPart, type Part, type Reading } from "#query/reading.ts";

/** A trait as a profile has it: set by identify (the newest counts) or by setOnce (the earliest). */
interface Said {
  value: Json;
  ts: number;
  messageId: string;
}

/** Two parameters and two columns a key, of the 100 that D1 allows of each. */
const MAX_KEYS = 45;

/**
 * Reads current traits of people, folded over their ids: of all that set a key the newest, else of all that set it once
 * the earliest (docs/identity.md). Only the keys asked for leave the database.
 */
export function createTraitReader(db: D1Database, known: readonly string[]) {
  if (known.length > MAX_KEYS) throw new Problem("query_too_large");
  const columns = known
    .map((_, at) => `json_extract(profile, ?${2 * at + 1}), json_extract(profile, ?${2 * at + 2})`)
    .join(", ");
  // A label between quotes has the escapes of a JSON string: https://www.sqlite.org/json1.html#path_arguments
  const paths = known
    .map((key) => JSON.stringify(key))
    .flatMap((label) => [`$.traits.${label}[#-1]`, `$.once.${label}`]);
  return {
    /** The traits of these people, or of everybody in one part, as a function of the person. */
    async read(
      part: Part,
      persons: readonly number[] | null,
      reading: Reading,
    ): Promise<(person: number) => ReadonlyMap<string, Json>> {
      if (known.length === 0) return () => NONE;
      const list = `?${2 * known.length + 1}`;
      const statement =
        persons === null
          ? db
              .prepare(
                `SELECT coalesce(p.person_id, pr.actor_id) AS person, ${columns}
                 FROM profiles pr LEFT JOIN person_of p ON p.actor_id = pr.actor_id
                 WHERE ${inPart("coalesce(p.person_id, pr.actor_id)", part)}`,
              )
              .bind(...paths)
          : // A person's own profile, and those of the ids that joined it.
            db
              .prepare(
                `SELECT i.value AS person, ${columns} FROM json_each(${list}) i CROSS JOIN profiles pr ON pr.actor_id = i.value
                 UNION ALL
                 SELECT i.value, ${columns} FROM json_each(${list}) i CROSS JOIN person_of p ON p.person_id = i.value
                   AND p.actor_id <> i.value CROSS JOIN profiles pr ON pr.actor_id = p.actor_id`,
              )
              .bind(...paths, JSON.stringify(persons));
      const rows = await statement.raw<[number, ...(string | null)[]]>();
      reading.rowsRead += rows.length;
      const people = new Map<number, (Said | undefined)[]>();
      for (const [person, ...values] of rows) {
        const before = people.get(person);
        const said = values.map((text, at) => (at % 2 === 0 ? setOf(text) : onceOf(text)));
        people.set(
          person,
          before ? said.map((one, at) => (at % 2 === 0 ? newer(before[at], one) : older(before[at], one))) : said,
        );
      }
      return (person) => traitsOf(known, people.get(person) ?? []);
    },
  };
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

// As src/identity/profile.ts writes them.
function setOf(text: string | null | undefined): Said | undefined {
  if (text === null || text === undefined) return undefined;
  const run = JSON.parse(text) as { value: Json; to: { ts: number; messageId: string } };
  return { value: run.value, ...run.to };
}
const onceOf = (text: string | null | undefined): Said | undefined =>
  text === null || text === undefined ? undefined : (JSON.parse(text) as Said);

const isBefore = (a: Said, b: Said): boolean => a.ts < b.ts || (a.ts === b.ts && a.messageId < b.messageId);
const newer = (a: Said | undefined, b: Said | undefined): Said | undefined =>
  !a ? b : !b ? a : isBefore(a, b) ? b : a;
const older = (a: Said | undefined, b: Said | undefined): Said | undefined =>
  !a ? b : !b ? a : isBefore(b, a) ? b : a;
