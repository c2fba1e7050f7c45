import type { Json, JsonObject } from "#core/json.ts";
import { MAX_NAME_LENGTH } from "#core/limits.ts";
import {
  COLUMN_OF,
  DIMENSIONS,
  type DimensionTable,
  INLINE_SLOTS,
  isLong,
  type SlotsOfName,
  type Source,
  sourceOf,
} from "#query/columns.ts";
import type { Needs } from "#core/history.ts";

/** What kinds of calls "any event" means: what somebody did, not what was said of them. */
export const DONE = "('track', 'page', 'screen')";

/** Which facts and columns are read, and what their numbers stand for. */
export interface Plan {
  names: ReadonlyMap<number, NamePlan>;
  columns: string[];
  keys: readonly string[];
  dimensions: ReadonlyMap<DimensionTable, ReadonlyMap<number, Record<string, Json>>>;
}

/** What is known of all facts of one name. */
export interface NamePlan {
  name: string;
  /** Is it something people do? */
  done: boolean;
  sources: ReadonlyMap<string, Source>;
}

/** A fact as it is read: `columns` of the plan follow the first four. */
export type Fact = [person: number, ts: number, seq: number, name: number, ...columns: Json[]];

/** Finds the names and where their properties stand: a few small reads. */
export async function planOf(db: D1Database, needs: Needs): Promise<Plan> {
  const names = await db
    .prepare(
      `SELECT id, name, kind IN ${DONE} AS done FROM event_names
       WHERE ${needs.any ? "done OR " : ""}name IN (SELECT value FROM json_each(?1))`,
    )
    .bind(JSON.stringify(needs.names.map((name) => name.slice(0, MAX_NAME_LENGTH))))
    .all<{ id: number; name: string; done: number }>();
  const slots = needs.properties.length === 0 ? new Map<number, SlotsOfName>() : await slotsOf(db);
  const none: SlotsOfName = new Map();
  const planned = new Map(
    names.results.map(({ id, name, done }): [number, NamePlan] => {
      const sources = new Map(needs.properties.map((key) => [key, sourceOf(key, slots.get(id) ?? none)] as const));
      return [id, { name, done: done === 1, sources }];
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

/** Reads properties of one event name's facts: where each is was settled once for all of them. */
export function readerOf(plan: Plan, { name, done, sources }: NamePlan) {
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
    done,
    property(fact: Fact, key: string, packed: ReadonlyMap<number, JsonObject>): Json | undefined {
      const event = packed.get(fact[2]);
      return event ? event[key] : getters.get(key)?.(fact);
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
  const [table, column] = DIMENSIONS[dimension];
  const rows = plan.dimensions.get(table);
  const idAt = at(COLUMN_OF[table]);
  return (fact) => rows?.get(Number(fact[idAt]))?.[column] ?? undefined;
}

/** Does a fact lack a property that only the whole event has? */
export function isIncomplete(plan: Plan, fact: Fact): boolean {
  for (const source of plan.names.get(fact[3])?.sources.values() ?? []) {
    if (source.isPacked) return true;
    if (source.slot !== null && isLong(columnOf(plan, fact, `s${source.slot}`))) return true;
  }
  return false;
}

const columnOf = (plan: Plan, fact: Fact, column: string): Json | undefined => fact[4 + plan.columns.indexOf(column)];
