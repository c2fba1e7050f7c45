import type { Archive } from "#core/archive.ts";
import type { JsonObject } from "#core/json.ts";
import type { AnswerCache } from "#query/answer-cache.ts";
import type { Answered } from "#query/answer-meta.ts";
import type { Needs, PersonHistory } from "#core/history.ts";
import { readColumns } from "#query/read-columns.ts";
import { eventsOf, personsOf } from "#query/fact-columns.ts";
import { DONE, type Plan, planOf } from "#query/read-plan.ts";
import { readRows } from "#query/read-rows.ts";
import { createTraitReader } from "#query/read-traits.ts";
import {
  checkWanted,
  COUNTED,
  type FactsByPerson,
  type FactsOfPart,
  inPart,
  type Part,
  type Reading,
} from "#query/reading.ts";

/** What reading needs of the rest of the house. */
export interface ReadHouse {
  db: D1Database;
  /** Facts that were moved out of the database; without, there are none. */
  archive?: Archive;
  /** Answers this isolate remembers; without, every question is computed. */
  answers?: AnswerCache<Answered>;
  /** A property of the whole event, by arrival number: for what facts don't hold. */
  propertiesOf(seqs: readonly number[], keys: readonly string[]): Promise<Map<number, JsonObject>>;
}

/** People described at once, by traits and labels. */
const PEOPLE_A_READ = 20_000;

export interface ReadOptions {
  /** People without any of the needed events, too. */
  everybody: boolean;
  /** Whether answers show who people are; otherwise any distinct id will do. */
  labelled: boolean;
  /** Who will be shown, where that isn't everybody: traits and labels of others are not read. */
  shown?: {
    /** Asked before traits are known: could they make a difference? */
    mayBe(person: PersonHistory): boolean;
    is(person: PersonHistory): boolean;
  };
}

/** Everybody who has to be looked at, some at a time, with the events that are needed, in order. */
export async function* readPeople(
  house: ReadHouse,
  needs: Needs,
  options: ReadOptions,
  reading: Reading,
): AsyncGenerator<Iterable<PersonHistory>> {
  const plan = await planOf(house.db, needs);
  const traits = createTraitReader(house.db, needs.traits);
  for await (const { part, persons, eventsOf } of factsOf(house, needs, plan, reading)) {
    const others = options.everybody ? await everybody(house.db, part, reading) : [];
    const ids = others.length === 0 ? persons : [...new Set([...persons, ...others])];
    if (needs.traits.length === 0 && !options.labelled) {
      yield bare(ids, eventsOf);
      continue;
    }
    for (let at = 0; at < ids.length; at += PEOPLE_A_READ) {
      checkWanted(reading);
      yield await described(house.db, ids.slice(at, at + PEOPLE_A_READ), eventsOf, traits, options, reading);
    }
  }
}

async function* factsOf(house: ReadHouse, needs: Needs, plan: Plan, reading: Reading): AsyncGenerator<FactsOfPart> {
  if (plan.keys.length > 0) return yield* readRows(house, needs, plan, reading);
  for await (const { part, facts } of readColumns(house, needs, plan, reading))
    yield { part, persons: personsOf(facts), eventsOf: (person) => eventsOf(facts, plan.names, person) };
}

const unknown = () => undefined;

function* bare(ids: readonly number[], eventsOf: FactsByPerson["eventsOf"]): Generator<PersonHistory> {
  for (const id of ids) yield { id: String(id), trait: unknown, events: eventsOf(id) };
}

async function described(
  db: D1Database,
  ids: readonly number[],
  eventsOf: FactsByPerson["eventsOf"],
  traits: ReturnType<typeof createTraitReader>,
  { labelled, shown }: ReadOptions,
  reading: Reading,
): Promise<PersonHistory[]> {
  const people = ids.map((id): PersonHistory => ({ id: String(id), trait: unknown, events: eventsOf(id) }));
  const asked = [...people.keys()].filter((at) => shown === undefined || isTrueOf(people[at], shown.mayBe));
  const idsAt = (places: readonly number[]) => places.map((at) => ids[at] ?? 0);
  const change = (at: number, changed: Partial<PersonHistory>) => {
    const person = people[at];
    if (person) people[at] = { ...person, ...changed };
  };
  const traitsOf = await traits.read(idsAt(asked), reading);
  for (const at of asked) {
    const known = traitsOf(ids[at] ?? 0);
    change(at, { trait: (key) => known.get(key) });
  }
  if (!labelled) return people;
  const named = asked.filter((at) => shown === undefined || isTrueOf(people[at], shown.is));
  const labels = await labelsOf(db, idsAt(named));
  for (const at of named) {
    const id = labels.get(ids[at] ?? 0);
    if (id !== undefined) change(at, { id });
  }
  return people;
}

const isTrueOf = (person: PersonHistory | undefined, holds: (person: PersonHistory) => boolean): boolean =>
  person !== undefined && holds(person);

/**
 * Everybody there is: whoever has an event that is no bot's. What people did, the rollup of their days knows; of those who
 * were only spoken of (identify, group, alias), the facts of these few names. Bots have actors, hours and profiles too.
 */
async function everybody(db: D1Database, part: Part, reading: Reading): Promise<number[]> {
  const rows = await db
    .prepare(
      `SELECT DISTINCT coalesce(p.person_id, e.actor_id) AS person FROM (
         SELECT d.actor_id FROM active_days d
         UNION SELECT f.actor_id FROM event_names n CROSS JOIN facts f ON f.name_id = n.id
         WHERE n.kind NOT IN ${DONE} AND ${COUNTED}
       ) e LEFT JOIN person_of p ON p.actor_id = e.actor_id
       WHERE ${inPart("coalesce(p.person_id, e.actor_id)", part)}`,
    )
    .raw<[number]>();
  reading.rowsRead += rows.length;
  return rows.map(([person]) => person);
}

async function labelsOf(db: D1Database, persons: readonly number[]): Promise<Map<number, string>> {
  const rows = await db
    .prepare("SELECT id, uid FROM actors WHERE id IN (SELECT value FROM json_each(?1))")
    .bind(JSON.stringify(persons))
    .raw<[number, string]>();
  return new Map(rows);
}
