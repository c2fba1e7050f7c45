import type { Json, JsonObject } from "#core/json.ts";
import { MAX_NAME_LENGTH } from "#core/limits.ts";
import { Problem } from "#core/problem.ts";
import {
  DIMENSIONS,
  type Dimension,
  type DimensionTable,
  INLINE_SLOTS,
  isLong,
  type SlotsOfName,
  type Source,
  sourceOf,
} from "#query/columns.ts";
import type { HistoryEvent, PersonHistory } from "#query/history.ts";
import type { Needs } from "#query/needs.ts";
import { createTraitReader } from "#query/read-traits.ts";

/** What reading needs of the rest of the house. */
export interface ReadHouse {
  db: D1Database;
  /** A property of the whole event, by arrival number: for what facts don't hold. */
  propertiesOf(seqs: readonly number[], keys: readonly string[]): Promise<Map<number, JsonObject>>;
}

/** What reading has cost so far. */
export interface Reading {
  rowsRead: number;
  events: number;
  /** ms; reading ends with a Problem when this has passed. */
  deadline: number;
}

/** Facts held at once: about 40 MB with everything that is made of them, of the 128 MB an isolate has. */
const MAX_FACTS = 150_000;
/** Whole events unpacked for one question. */
const MAX_UNPACKED = 50_000;
const MAX_PARTS = 200;

/** What kinds of calls "any event" means: what somebody did, not what was said of them. */
const DONE = "('track', 'page', 'screen')";

interface Plan {
  names: ReadonlyMap<number, { name: string; sources: ReadonlyMap<string, Source> }>;
  columns: string[];
  keys: readonly string[];
  dimensions: ReadonlyMap<DimensionTable, ReadonlyMap<number, Record<string, Json>>>;
}

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

/** One part of the people, where they are too many for one read. */
export interface Part {
  part: number;
  parts: number;
}

async function planOf(db: D1Database, needs: Needs): Promise<Plan> {
  const wanted = needs.names?.map((name) => name.slice(0, MAX_NAME_LENGTH)) ?? null;
  const names = await db
    .prepare(
      wanted === null
        ? `SELECT id, name FROM event_names WHERE kind IN ${DONE}`
        : "SELECT id, name FROM event_names WHERE name IN (SELECT value FROM json_each(?1))",
    )
    .bind(...(wanted === null ? [] : [JSON.stringify(wanted)]))
    .all<{ id: number; name: string }>();
  const slots = needs.properties.length === 0 ? new Map<number, SlotsOfName>() : await slotsOf(db);
  const none: SlotsOfName = new Map();
  const planned = new Map(
    names.results.map(({ id, name }) => {
      const sources = new Map(needs.properties.map((key) => [key, sourceOf(key, slots.get(id) ?? none)] as const));
      return [id, { name, sources }] as const;
    }),
  );
  const used = [...planned.values()].flatMap(({ sources }) => [...sources.values()]);
  const inline = new Set(used.flatMap(({ slot }) => (slot === null ? [] : [slot])));
  const tables = new Set(used.flatMap(({ dimension }) => (dimension === null ? [] : [DIMENSIONS[dimension][0]])));
  const dimensions = new Map<DimensionTable, ReadonlyMap<number, Record<string, Json>>>();
  for (const table of tables) dimensions.set(table, await dictionaryOf(db, table));
  return {
    names: planned,
    keys: needs.properties,
    dimensions,
    columns: [
      ...(["places", "agents", "origins"] as const)
        .filter((table) => tables.has(table))
        .map((table) => COLUMN_OF[table]),
      ...(used.some(({ own }) => own === "$source") ? ["source_id"] : []),
      ...Array.from({ length: INLINE_SLOTS }, (_, at) => at + 1)
        .filter((slot) => inline.has(slot))
        .map((slot) => `s${slot}`),
    ],
  };
}

const COLUMN_OF: Record<DimensionTable, string> = { places: "place_id", agents: "agent_id", origins: "origin_id" };

async function slotsOf(db: D1Database): Promise<Map<number, Map<string, number>>> {
  const { results } = await db
    .prepare("SELECT name_id AS name, slot, property FROM slots")
    .all<{ name: number; slot: number; property: string }>();
  const slots = new Map<number, Map<string, number>>();
  for (const { name, slot, property } of results) {
    const known = slots.get(name) ?? new Map<string, number>();
    slots.set(name, known.set(property, slot));
  }
  return slots;
}

/** A small table, whole: what its numbers stand for. */
async function dictionaryOf(db: D1Database, table: DimensionTable): Promise<Map<number, Record<string, Json>>> {
  const columns = Object.values(DIMENSIONS).flatMap(([of, column]) => (of === table ? [column] : []));
  const { results } = await db
    .prepare(`SELECT id, ${columns.join(", ")} FROM ${table}`)
    .all<Record<string, Json> & { id: number }>();
  return new Map(results.map((row) => [row.id, row]));
}

type Fact = [person: number, ts: number, seq: number, name: number, ...columns: Json[]];

/** D1 binds numbers as floats, and a number that is part of the text can't be anything else than a number. */
const whole = (value: number): string => String(Math.trunc(value));

const MIN_TS = -8.64e15;
const MAX_TS = 8.64e15;
const between = ({ from, to }: Needs): string =>
  `f.ts BETWEEN ${whole(Math.max(from, MIN_TS))} AND ${whole(Math.min(to, MAX_TS))}`;

export const inPart = (person: string, { part, parts }: Part): string =>
  parts === 1 ? "1" : `${person} % ${whole(parts)} = ${whole(part)}`;

const FROM_FACTS = "FROM facts f LEFT JOIN person_of p ON p.actor_id = f.actor_id";
export const PERSON = "coalesce(p.person_id, f.actor_id)";
/** Bots, and events of nobody, are in no report. */
export const COUNTED = "f.bot = 0 AND f.actor_id IS NOT NULL";

/** The facts of one part of the people; null where even this part is too many. */
async function factsOf(db: D1Database, needs: Needs, plan: Plan, part: Part, reading: Reading): Promise<Fact[] | null> {
  if (plan.names.size === 0 || needs.from > needs.to) return [];
  const columns = ["ts", "seq", "name_id", ...plan.columns].map((column) => `f.${column}`).join(", ");
  const limit = part.parts === 1 ? MAX_FACTS : 2 * MAX_FACTS;
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
      `SELECT count(*) AS n FROM facts f WHERE f.name_id IN (SELECT value FROM json_each(?1)) AND ${between(needs)} AND ${COUNTED}`,
    )
    .bind(JSON.stringify([...plan.names.keys()]))
    .first<{ n: number }>();
  const parts = Math.ceil((row?.n ?? 0) / (MAX_FACTS * 0.8));
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

function isIncomplete(plan: Plan, fact: Fact): boolean {
  for (const source of plan.names.get(fact[3])?.sources.values() ?? []) {
    if (source.isPacked) return true;
    if (source.slot !== null && isLong(columnOf(plan, fact, `s${source.slot}`))) return true;
  }
  return false;
}

const columnOf = (plan: Plan, fact: Fact, column: string): Json | undefined => fact[4 + plan.columns.indexOf(column)];

function byPerson(
  plan: Plan,
  facts: readonly Fact[],
  packed: ReadonlyMap<number, JsonObject>,
): Map<number, HistoryEvent[]> {
  const readers = new Map([...plan.names].map(([id, { name, sources }]) => [id, readerOf(plan, name, sources)]));
  const people = new Map<number, HistoryEvent[]>();
  for (const fact of facts) {
    const [person, ts, seq, nameId] = fact;
    const reader = readers.get(nameId);
    if (!reader) continue;
    const events = people.get(person);
    const event: HistoryEvent = { ts, seq, name: reader.name, property: (key) => reader.property(fact, key, packed) };
    if (events) events.push(event);
    else people.set(person, [event]);
  }
  return people;
}

/** Reads properties of one event name's facts: where each is was settled once for all of them. */
function readerOf(plan: Plan, name: string, sources: ReadonlyMap<string, Source>) {
  const at = (column: string): number => 4 + plan.columns.indexOf(column);
  const getters = new Map<string, (fact: Fact) => Json | undefined>();
  for (const [key, source] of sources) {
    const slotAt = source.slot === null ? -1 : at(`s${source.slot}`);
    const stamped = stampedGetter(plan, name, source, at);
    getters.set(key, (fact) => {
      const own: Json | undefined = slotAt === -1 ? null : fact[slotAt];
      return own ?? stamped(fact);
    });
  }
  return {
    name,
    property(fact: Fact, key: string, packed: ReadonlyMap<number, JsonObject>): Json | undefined {
      const whole = packed.get(fact[2]);
      return whole ? whole[key] : getters.get(key)?.(fact);
    },
  };
}

function stampedGetter(
  plan: Plan,
  name: string,
  { dimension, own }: Source,
  at: (column: string) => number,
): (fact: Fact) => Json | undefined {
  if (own === "$event") return () => name;
  if (own === "$source") return (fact) => fact[at("source_id")] ?? undefined;
  if (dimension === null) return () => undefined;
  const [table, column] = DIMENSIONS[dimension satisfies Dimension];
  const rows = plan.dimensions.get(table);
  const idAt = at(COLUMN_OF[table]);
  return (fact) => rows?.get(Number(fact[idAt]))?.[column] ?? undefined;
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
