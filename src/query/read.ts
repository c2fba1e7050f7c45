import type { Json, JsonObject } from "#core/json.ts";
import { Problem } from "#core/problem.ts";
import type { AnswerCache } from "#query/answer-cache.ts";
import type { Answered } from "#query/answer-meta.ts";
import type { HistoryEvent, PersonHistory } from "#query/history.ts";
import type { Needs } from "#query/needs.ts";
import { type Fact, isIncomplete, type Plan, planOf, readerOf } from "#query/read-plan.ts";
import { createTraitReader } from "#query/read-traits.ts";
import { COUNTED, inPart, type Part, PERSON, type Reading, whole } from "#query/reading.ts";

/** What reading needs of the rest of the house. */
export interface ReadHouse {
  db: D1Database;
  /** Answers this isolate remembers; without, every question is computed. */
  answers?: AnswerCache<Answered>;
  /** A property of the whole event, by arrival number: for what facts don't hold. */
  propertiesOf(seqs: readonly number[], keys: readonly string[]): Promise<Map<number, JsonObject>>;
}

/**
 * Facts held at once, with and without columns beside time and name: about 40 MB with everything that is made of them, of
 * the 128 MB an isolate has.
 */
const MAX_FACTS = { wide: 150_000, narrow: 250_000 };
const mostFacts = ({ columns }: Plan): number => (columns.length === 0 ? MAX_FACTS.narrow : MAX_FACTS.wide);
/** Whole events unpacked for one question. */
const MAX_UNPACKED = 50_000;
const MAX_PARTS = 200;

export interface ReadOptions {
  /** People without any of the needed events, too. */
  everybody: boolean;
  /** Whether answers show who people are; otherwise any distinct id will do. */
  labelled: boolean;
}

/** Everybody who has to be looked at, person by person, with the events that are needed, in order. */
export async function* readPeople(
  house: ReadHouse,
  needs: Needs,
  options: ReadOptions,
  reading: Reading,
): AsyncGenerator<PersonHistory> {
  const plan = await planOf(house.db, needs);
  const traits = createTraitReader(house.db, needs.traits);
  let parts = 1;
  for (let part = 0; part < parts; part += 1) {
    if (Date.now() > reading.deadline) throw new Problem("query_too_long");
    // Whoever asked has gone: nobody pays for the rest.
    if (reading.signal?.aborted) throw new Problem("query_cancelled");
    const facts = await factsOf(house.db, needs, plan, { part, parts }, reading);
    if (facts === null) {
      parts = await partsFor(house.db, needs, plan);
      part = -1;
      continue;
    }
    const packed = await packedOf(house, plan, facts, reading);
    const people = byPerson(plan, facts, packed);
    if (options.everybody)
      for (const id of await everybody(house.db, { part, parts }, reading)) if (!people.has(id)) people.set(id, []);
    const labels = options.labelled ? await labelsOf(house.db, people.keys()) : null;
    const traitsOfPerson = await traits.read({ part, parts }, options.everybody ? null : [...people.keys()], reading);
    for (const [id, events] of people) {
      events.sort((a, b) => a.ts - b.ts || a.seq - b.seq);
      const known = traitsOfPerson(id);
      yield {
        id: labels === null ? String(id) : (labels.get(id) ?? String(id)),
        trait: (key) => known.get(key),
        events,
      };
    }
  }
}

const MIN_TS = -8.64e15;
const MAX_TS = 8.64e15;
const between = ({ from, to }: Needs): string =>
  `f.ts BETWEEN ${whole(Math.max(from, MIN_TS))} AND ${whole(Math.min(to, MAX_TS))}`;

const FROM_FACTS = "FROM facts f LEFT JOIN person_of p ON p.actor_id = f.actor_id";

/** The facts of one part of the people; null where even this part is too many. */
async function factsOf(db: D1Database, needs: Needs, plan: Plan, part: Part, reading: Reading): Promise<Fact[] | null> {
  if (plan.names.size === 0 || needs.from > needs.to) return [];
  const columns = ["ts", "seq", "name_id", ...plan.columns].map((column) => `f.${column}`).join(", ");
  const limit = part.parts === 1 ? mostFacts(plan) : 1.5 * mostFacts(plan);
  const rows = await db
    .prepare(
      `SELECT ${PERSON} AS person, ${columns} ${FROM_FACTS}
       WHERE f.name_id IN (SELECT value FROM json_each(?1)) AND ${between(needs)} AND ${COUNTED} AND ${inPart(PERSON, part)}
       LIMIT ${limit + 1}`,
    )
    .bind(JSON.stringify([...plan.names.keys()]))
    .raw<Fact>();
  reading.rowsRead += rows.length;
  reading.events += rows.length;
  if (rows.length <= limit) return rows;
  // One person, or a few, may be more than a part: then it is the question that is too large.
  if (part.parts > 1) throw new Problem("query_too_large");
  reading.events = 0;
  return null;
}

async function partsFor(db: D1Database, needs: Needs, plan: Plan): Promise<number> {
  const row = await db
    .prepare(
      `SELECT count(*) AS n ${FROM_FACTS}
       WHERE f.name_id IN (SELECT value FROM json_each(?1)) AND ${between(needs)} AND ${COUNTED}`,
    )
    .bind(JSON.stringify([...plan.names.keys()]))
    .first<{ n: number }>();
  const parts = Math.ceil((row?.n ?? 0) / (mostFacts(plan) * 0.8));
  if (parts > MAX_PARTS) throw new Problem("query_too_large");
  return Math.max(2, parts);
}

/** What only whole events know of these facts, by arrival number. */
async function packedOf(
  house: ReadHouse,
  plan: Plan,
  facts: readonly Fact[],
  reading: Reading,
): Promise<Map<number, JsonObject>> {
  if (plan.keys.length === 0) return new Map();
  const seqs = facts.filter((fact) => isIncomplete(plan, fact)).map(([, , seq]) => seq);
  if (seqs.length === 0) return new Map();
  if (seqs.length > MAX_UNPACKED) throw new Problem("query_unslotted");
  reading.rowsRead += seqs.length;
  return house.propertiesOf(seqs, plan.keys);
}

/** One object an event, and no function of its own: there may be hundreds of thousands. */
class FactEvent implements HistoryEvent {
  readonly ts: number;
  readonly seq: number;
  readonly name: string;
  readonly #reader: ReturnType<typeof readerOf>;
  readonly #fact: Fact;
  readonly #packed: ReadonlyMap<number, JsonObject>;
  constructor(reader: ReturnType<typeof readerOf>, fact: Fact, packed: ReadonlyMap<number, JsonObject>) {
    this.ts = fact[1];
    this.seq = fact[2];
    this.name = reader.name;
    this.#reader = reader;
    this.#fact = fact;
    this.#packed = packed;
  }
  property(key: string): Json | undefined {
    return this.#reader.property(this.#fact, key, this.#packed);
  }
}

function byPerson(
  plan: Plan,
  facts: readonly Fact[],
  packed: ReadonlyMap<number, JsonObject>,
): Map<number, HistoryEvent[]> {
  const readers = new Map([...plan.names].map(([id, { name, sources }]) => [id, readerOf(plan, name, sources)]));
  const people = new Map<number, HistoryEvent[]>();
  for (const fact of facts) {
    const [person, , , nameId] = fact;
    const reader = readers.get(nameId);
    if (!reader) continue;
    const events = people.get(person);
    const event = new FactEvent(reader, fact, packed);
    if (events) events.push(event);
    else people.set(person, [event]);
  }
  return people;
}

/** Everybody there is: whoever was ever seen. */
async function everybody(db: D1Database, part: Part, reading: Reading): Promise<number[]> {
  const rows = await db
    .prepare(
      `SELECT DISTINCT coalesce(p.person_id, a.id) AS person FROM actors a LEFT JOIN person_of p ON p.actor_id = a.id
       WHERE a.first_seen IS NOT NULL AND ${inPart("coalesce(p.person_id, a.id)", part)}`,
    )
    .raw<[number]>();
  reading.rowsRead += rows.length;
  return rows.map(([person]) => person);
}

async function labelsOf(db: D1Database, persons: Iterable<number>): Promise<Map<number, string>> {
  const rows = await db
    .prepare("SELECT id, uid FROM actors WHERE id IN (SELECT value FROM json_each(?1))")
    .bind(JSON.stringify([...persons]))
    .raw<[number, string]>();
  return new Map(rows);
}
