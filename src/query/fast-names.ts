import { type SlotsOfName, type Source, sourceOf } from "#query/columns.ts";
import type { Names } from "#query/fast-plan.ts";

/** All event names, and where these properties stand in their facts: two small reads. */
export async function namesOf(db: D1Database, keys: readonly string[]): Promise<Names> {
  const [names, slots] = await db.batch<{ id: number; kind: string; name: string; slot: number; property: string }>([
    db.prepare("SELECT id, kind, name FROM event_names"),
    db.prepare("SELECT name_id AS id, slot, property FROM slots WHERE ?1").bind(keys.length === 0 ? 0 : 1),
  ]);
  const byName = new Map<string, number[]>();
  const done: number[] = [];
  for (const { id, kind, name } of names?.results ?? []) {
    byName.set(name, [...(byName.get(name) ?? []), id]);
    if (kind === "track" || kind === "page" || kind === "screen") done.push(id);
  }
  const slotsOf = new Map<number, Map<string, number>>();
  for (const { id, slot, property } of slots?.results ?? []) {
    const known = slotsOf.get(id) ?? new Map<string, number>();
    slotsOf.set(id, known.set(property, slot));
  }
  const none: SlotsOfName = new Map();
  return {
    byName,
    done,
    sourcesOf: (nameId) =>
      new Map(keys.map((key): [string, Source] => [key, sourceOf(key, slotsOf.get(nameId) ?? none)])),
  };
}
