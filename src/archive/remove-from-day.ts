import { archiveVersion, raiseArchiveVersion } from "#core/archive-version.ts";
import { HOUR_MS } from "#core/clock.ts";
import { RAISE_MAP_VERSION } from "#core/map-version.ts";
import { spanOf } from "#archive/days.ts";
import { eventFilesOf, factFiles, type ArchiveFile, forgetFile, insertFile } from "#archive/files.ts";
import { firstHeld } from "#archive/held.ts";
import { type Rewritten, withoutEvents } from "#archive/rewrite-events.ts";
import { type GoneFact, withoutFacts } from "#archive/rewrite-facts.ts";

/** Whose events: of these actors, or of these sources. */
export type Whose = { actors: readonly number[] } | { sources: readonly number[] };

/**
 * Removes from one day what is archived of them: whole events in R2, and their facts wherever those are. The files that
 * change are written anew, then one transaction puts them in place of the old, which are deleted last; a death before that
 * leaves files that nobody refers to (`sweep`). Throws where another has moved or removed something meanwhile.
 */
export async function removeFromDay(
  db: D1Database,
  bucket: R2Bucket,
  day: number,
  whose: Whose,
): Promise<{ events: number; files: number }> {
  const version = await archiveVersion(db);
  const stored = await storedFacts(db, day, whose, await firstHeld(db));
  const gone: GoneFact[] = [...stored];
  const changed: Rewritten<ArchiveFile>[] = [];
  for (const file of await factFiles(db, day, day)) {
    const found = await withoutFacts(bucket, file, testOf(whose), version + 1);
    if (found === null) continue;
    changed.push(found.rewritten);
    for (const fact of found.gone) gone.push(fact);
  }
  if (gone.length === 0) return { events: 0, files: 0 };
  const factsMoved = changed.length > 0;
  const seqs = new Set(gone.map(({ seq }) => seq));
  for (const file of await eventFilesOf(db, day)) {
    if (![...seqs].some((seq) => seq >= file.firstSeq && seq <= file.lastSeq)) continue;
    const rewritten = await withoutEvents(bucket, file, seqs, version + 1);
    if (rewritten !== null) changed.push(rewritten);
  }
  await db.batch([
    raiseArchiveVersion(db, version, { facts: factsMoved }),
    db.prepare(RAISE_MAP_VERSION),
    ...partsOf(stored).map((part) =>
      db
        .prepare(
          "DELETE FROM facts WHERE (name_id, ts, seq) IN (SELECT value->>0, value->>1, value->>2 FROM json_each(?1))",
        )
        .bind(JSON.stringify(part.map(({ nameId, ts, seq }) => [nameId, ts, seq]))),
    ),
    db.prepare(SUBTRACT_FROM_HOURS).bind(JSON.stringify(countsOf(gone))),
    db.prepare("DELETE FROM hours WHERE hour BETWEEN ?1 AND ?1 + 23 AND counts = '{}'").bind(day * 24),
    ...changed.flatMap(({ old, made }) => [forgetFile(db, old.name), ...(made ? [insertFile(db, made)] : [])]),
  ]);
  await bucket.delete(changed.map(({ old }) => old.name));
  return { events: gone.length, files: changed.length };
}

const testOf = (whose: Whose): ((fact: { actor: number | null; source: number }) => boolean) => {
  if ("sources" in whose) {
    const sources = new Set(whose.sources);
    return ({ source }) => sources.has(source);
  }
  const actors = new Set(whose.actors);
  return ({ actor }) => actor !== null && actors.has(actor);
};

/** Facts of the day that are theirs, of whole events that are archived. */
async function storedFacts(db: D1Database, day: number, whose: Whose, before: number): Promise<GoneFact[]> {
  const { from, to } = spanOf(day);
  const [column, ids] = "actors" in whose ? ["actor_id", whose.actors] : ["source_id", whose.sources];
  const { results } = await db
    .prepare(
      `SELECT f.name_id AS nameId, f.ts, f.seq, f.bot FROM event_names e
         CROSS JOIN facts f ON f.name_id = e.id AND f.ts BETWEEN ?1 AND ?2
       WHERE f.seq < ?3 AND f.${column} IN (SELECT value FROM json_each(?4))`,
    )
    .bind(from, to, before, JSON.stringify(ids))
    .all<GoneFact>();
  return results;
}

/** A parameter holds 2 MB. */
const FACTS_A_PARAMETER = 40_000;
const partsOf = (facts: readonly GoneFact[]): GoneFact[][] =>
  Array.from({ length: Math.ceil(facts.length / FACTS_A_PARAMETER) }, (_, at) =>
    facts.slice(at * FACTS_A_PARAMETER, (at + 1) * FACTS_A_PARAMETER),
  );

const less = (column: string, index: number): string =>
  `(SELECT json_group_object(key, n) FROM (SELECT key, sum(value) AS n FROM
     (SELECT key, value FROM json_each(hours.${column}) UNION ALL SELECT key, -value FROM json_each(gone.value->${index}))
     GROUP BY key) WHERE n > 0)`;

const SUBTRACT_FROM_HOURS = `UPDATE hours SET counts = ${less("counts", 1)}, bots = ${less("bots", 2)}
  FROM json_each(?1) AS gone WHERE hours.hour = gone.value->>0`;

/** By hour, what was counted of these facts: {"<name_id>": n}, and the bots among them. */
function countsOf(facts: readonly GoneFact[]): [hour: number, counts: object, bots: object][] {
  const count = (list: readonly GoneFact[]) =>
    Object.fromEntries([...Map.groupBy(list, ({ nameId }) => nameId)].map(([name, of]) => [name, of.length]));
  return [...Map.groupBy(facts, ({ ts }) => Math.floor(ts / HOUR_MS))].map(([hour, list]) => [
    hour,
    count(list),
    count(list.filter(({ bot }) => bot === 1)),
  ]);
}
