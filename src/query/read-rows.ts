import type { Json, JsonObject } from "#core/json.ts";
import { Problem } from "#core/problem.ts";
import type { HistoryEvent, Needs } from "#core/history.ts";
import { addArchived } from "#query/archived-facts.ts";
import type { ReadHouse } from "#query/read.ts";
import { type Fact, isIncomplete, type Plan, readerOf } from "#query/read-plan.ts";
import {
  checkWanted,
  COUNTED,
  type FactsOfPart,
  inPart,
  type Part,
  PERSON,
  type Reading,
  timeOf,
  whole,
} from "#query/reading.ts";

/** Facts held at once: about 40 MB with everything that is made of them, of the 128 MB an isolate has. */
const MAX_FACTS = 150_000;
/** Whole events unpacked for one question. */
const MAX_UNPACKED = 50_000;
const MAX_PARTS = 200;

/** Facts with the columns of the plan, a row each, in as many parts as it takes. */
export async function* readRows(
  house: ReadHouse,
  needs: Needs,
  plan: Plan,
  reading: Reading,
): AsyncGenerator<FactsOfPart> {
  let parts = 1;
  for (let part = 0; part < parts; part += 1) {
    checkWanted(reading);
    const facts = await factsOf(house, needs, plan, { part, parts }, reading);
    if (facts === null) {
      parts = await partsFor(house, needs, plan);
      part = -1;
      continue;
    }
    const packed = await packedOf(house, plan, facts, reading);
    const people = byPerson(plan, facts, packed);
    yield {
      part: { part, parts },
      persons: [...people.keys()],
      eventsOf: (person) => (people.get(person) ?? []).toSorted((a, b) => a.ts - b.ts || a.seq - b.seq),
    };
  }
}

function between(needs: Needs): string {
  const { from, to } = timeOf(needs);
  return `f.ts BETWEEN ${whole(from)} AND ${whole(to)}`;
}

const FROM_FACTS = "FROM facts f LEFT JOIN person_of p ON p.actor_id = f.actor_id";

/** The facts of one part of the people; null where even this part is too many. */
async function factsOf(
  house: ReadHouse,
  needs: Needs,
  plan: Plan,
  part: Part,
  reading: Reading,
): Promise<Fact[] | null> {
  if (plan.names.size === 0 || needs.from > needs.to) return [];
  const columns = ["ts", "seq", "name_id", ...plan.columns].map((column) => `f.${column}`).join(", ");
  const limit = part.parts === 1 ? MAX_FACTS : 1.5 * MAX_FACTS;
  const rows = await house.db
    .prepare(
      `SELECT ${PERSON} AS person, ${columns} ${FROM_FACTS}
       WHERE f.name_id IN (SELECT value FROM json_each(?1)) AND ${between(needs)} AND ${COUNTED} AND ${inPart(PERSON, part)}
       LIMIT ${limit + 1}`,
    )
    .bind(JSON.stringify([...plan.names.keys()]))
    .raw<Fact>();
  if (rows.length <= limit) await addArchived(house, plan, timeOf(needs), part, reading, { rows, limit });
  reading.rowsRead += rows.length;
  reading.events += rows.length;
  if (rows.length <= limit) return rows;
  // One person, or a few, may be more than a part: then it is the question that is too large.
  if (part.parts > 1) throw new Problem("query_too_large");
  reading.events = 0;
  return null;
}

async function partsFor({ db, archive }: ReadHouse, needs: Needs, plan: Plan): Promise<number> {
  const row = await db
    .prepare(
      `SELECT count(*) AS n ${FROM_FACTS}
       WHERE f.name_id IN (SELECT value FROM json_each(?1)) AND ${between(needs)} AND ${COUNTED}`,
    )
    .bind(JSON.stringify([...plan.names.keys()]))
    .first<{ n: number }>();
  const asked = { ...timeOf(needs), nameIds: new Set(plan.names.keys()), hours: null };
  const archived = (await archive?.countFacts(asked)) ?? 0;
  const parts = Math.ceil(((row?.n ?? 0) + archived) / (MAX_FACTS * 0.8));
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
  readonly done: boolean;
  readonly #reader: ReturnType<typeof readerOf>;
  readonly #fact: Fact;
  readonly #packed: ReadonlyMap<number, JsonObject>;
  constructor(reader: ReturnType<typeof readerOf>, fact: Fact, packed: ReadonlyMap<number, JsonObject>) {
    this.ts = fact[1];
    this.seq = fact[2];
    this.name = reader.name;
    this.done = reader.done;
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
  const readers = new Map([...plan.names].map(([id, of]) => [id, readerOf(plan, of)]));
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
