import type { Archive } from "#core/archive.ts";

/** Facts of one actor and name that were moved to R2. */
export interface ArchivedCount {
  actor_id: number;
  kind: string;
  name: string;
  n: number;
  first: number;
  last: number;
  origin_id: null;
}

/** What the archived facts of these actors come to, and the latest of them that came from somewhere. */
export async function archivedSummary(
  db: D1Database,
  archive: Archive,
  actorIds: readonly number[],
): Promise<{ counts: ArchivedCount[]; touch: { ts: number; originId: number } | null }> {
  const asked = { from: -Infinity, to: Infinity, nameIds: null, hours: await activeHours(db, actorIds) };
  if (asked.hours.size === 0 || (await archive.countFacts(asked)) === 0) return { counts: [], touch: null };
  const [names, origins] = await Promise.all([namesOf(db), originsFromOutside(db)]);
  const actors = new Set(actorIds);
  const counts = new Map<string, ArchivedCount>();
  let touch: { ts: number; originId: number } | null = null;
  for await (const chunk of archive.facts(asked)) {
    const [times, who, from] = [chunk.column("ts"), chunk.column("actor_id"), chunk.column("origin_id")];
    const name = names.get(chunk.nameId);
    if (!name) continue;
    for (let at = 0; at < chunk.size; at += 1) {
      const actor = Number(who[at] ?? 0);
      if (!actors.has(actor)) continue;
      const ts = Number(times[at]);
      const key = `${actor}/${chunk.nameId}`;
      const row = counts.get(key) ?? { actor_id: actor, ...name, n: 0, first: ts, last: ts, origin_id: null };
      row.n += 1;
      row.first = Math.min(row.first, ts);
      row.last = Math.max(row.last, ts);
      counts.set(key, row);
      const originId = Number(from[at] ?? 0);
      if (origins.has(originId) && ts >= (touch?.ts ?? -Infinity)) touch = { ts, originId };
    }
  }
  return { counts: [...counts.values()], touch };
}

async function activeHours(db: D1Database, actorIds: readonly number[]): Promise<Set<number>> {
  const rows = await db
    .prepare("SELECT DISTINCT t.hour FROM json_each(?1) a CROSS JOIN active_hours t ON t.actor_id = a.value")
    .bind(JSON.stringify(actorIds))
    .raw<[number]>();
  return new Set(rows.map(([hour]) => hour));
}

async function namesOf(db: D1Database): Promise<Map<number, { kind: string; name: string }>> {
  const { results } = await db
    .prepare("SELECT id, kind, name FROM event_names")
    .all<{ id: number; kind: string; name: string }>();
  return new Map(results.map(({ id, kind, name }) => [id, { kind, name }]));
}

async function originsFromOutside(db: D1Database): Promise<Set<number>> {
  const rows = await db.prepare("SELECT id FROM origins WHERE channel NOT IN ('direct', 'internal')").raw<[number]>();
  return new Set(rows.map(([id]) => id));
}
