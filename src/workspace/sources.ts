import { and, eq, isNull } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { DAY_MS } from "#core/clock.ts";
import { Problem } from "#core/problem.ts";
import { sources, writeKeys } from "#core/schema.ts";
import type { Source } from "#core/source.ts";
import { randomSecret } from "#core/secrets.ts";

export interface WriteKey {
  key: string;
  createdAt: number;
  /** ms; null while it is the source's current key. */
  expiresAt: number | null;
}
export interface SourceWithKeys extends Source {
  keys: WriteKey[];
}

/** The old key goes on working this long after a rotation unless said otherwise: a day of caches and app releases. */
export const DEFAULT_OVERLAP_MS = 7 * DAY_MS;

/** All sources with their keys, the current key first. Small: one row a key. */
export async function listSources(db: D1Database): Promise<SourceWithKeys[]> {
  const rows = await drizzle(db)
    .select()
    .from(sources)
    .leftJoin(writeKeys, eq(writeKeys.sourceId, sources.id))
    .orderBy(sources.id);
  const byId = new Map<number, SourceWithKeys>();
  for (const { sources: row, write_keys: key } of rows) {
    const source = byId.get(row.id) ?? {
      id: row.id,
      name: row.name,
      kind: row.kind,
      enabled: row.disabledAt === null,
      createdAt: row.createdAt,
      keys: [],
    };
    if (key) source.keys.push({ key: key.key, createdAt: key.createdAt, expiresAt: key.expiresAt });
    byId.set(row.id, source);
  }
  for (const source of byId.values()) source.keys.sort((a, b) => (b.expiresAt ?? Infinity) - (a.expiresAt ?? Infinity));
  return [...byId.values()];
}

/** Throws `not_found`. */
export async function sourceById(db: D1Database, id: number): Promise<SourceWithKeys> {
  const found = (await listSources(db)).find((source) => source.id === id);
  if (!found) throw new Problem("not_found");
  return found;
}

/** A new source. `writeKey` may be one that sites already use (a move from Segment or RudderStack); throws `conflict` where it is taken. */
export async function createSource(
  db: D1Database,
  given: { name: string; kind: Source["kind"]; writeKey?: string | undefined },
  now: number,
): Promise<SourceWithKeys> {
  const orm = drizzle(db);
  const key = given.writeKey ?? randomSecret("wk_");
  const taken = await orm.select().from(writeKeys).where(eq(writeKeys.key, key));
  if (taken.length > 0) throw new Problem("conflict", { detail: "Another source has this write key." });
  const [created] = await orm
    .insert(sources)
    .values({ name: given.name, kind: given.kind, createdAt: now })
    .returning({ id: sources.id });
  if (!created) throw new Error("an insert returned nothing");
  await orm.insert(writeKeys).values({ key, sourceId: created.id, createdAt: now });
  return sourceById(db, created.id);
}

/** Renames, enables or disables. Throws `not_found`. */
export async function changeSource(
  db: D1Database,
  id: number,
  change: { name?: string | undefined; enabled?: boolean | undefined },
  now: number,
): Promise<SourceWithKeys> {
  const source = await sourceById(db, id);
  const disabledAt = (change.enabled ?? source.enabled) ? null : now;
  await drizzle(db)
    .update(sources)
    .set({ name: change.name ?? source.name, disabledAt })
    .where(eq(sources.id, id));
  return sourceById(db, id);
}

/** Gives the source a new key; the current one ends after the overlap (ms; 0: at once). Throws `not_found`. */
export async function rotateKey(db: D1Database, id: number, overlapMs: number, now: number): Promise<SourceWithKeys> {
  await sourceById(db, id);
  const orm = drizzle(db);
  await orm.batch([
    orm
      .update(writeKeys)
      .set({ expiresAt: now + overlapMs })
      .where(and(eq(writeKeys.sourceId, id), isNull(writeKeys.expiresAt))),
    orm.insert(writeKeys).values({ key: randomSecret("wk_"), sourceId: id, createdAt: now }),
  ]);
  return sourceById(db, id);
}
