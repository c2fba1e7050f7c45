import type { Json } from "#core/json.ts";
import { archiveVersion, raiseArchiveVersion } from "#core/archive-version.ts";
import type { ArchiveHouse } from "#archive/archive-house.ts";
import { dateOf, dayOf, spanOf } from "#archive/days.ts";
import { createFactFile, FACT_COLUMNS, FACTS_A_BLOCK, type NameOfFacts } from "#archive/fact-file.ts";
import { type FactsFile, insertFile } from "#archive/files.ts";
import { firstHeld } from "#archive/held.ts";
import { putFile } from "#archive/put-file.ts";

/** Facts of one step; a day of more takes several, and has as many files. */
const MAX_FACTS = 200_000;

/**
 * Moves facts of the oldest day that ends before `before` (ms): a file in R2, and when it is whole, one transaction that
 * takes them out of the database. Rollups stay, and so do facts of what is only said of people (identify, group, alias): they
 * are few, and every question about "everybody" asks for those of all times. Dying, throwing: as `moveEvents`. Null where there was nothing to move.
 */
export async function moveFacts(house: ArchiveHouse, before: number): Promise<{ facts: number; day: number } | null> {
  const { db, bucket } = house;
  const version = await archiveVersion(db);
  // Only of whole events that are there: who erases or removes finds both together.
  const last = (await firstHeld(db)) - 1;
  const names = await movableNames(db);
  const day = await oldestDay(db, names, last);
  if (day === null || spanOf(day).to >= before) return null;
  const { body, blocks, ...moved } = await collect(db, day, names, last);
  if (moved.n === 0) return null;
  const name = `facts/date=${dateOf(day)}/upto-${last}.v${version + 1}.ndjson.gz`;
  await putFile(bucket, name, body);
  const file: FactsFile = {
    kind: "facts",
    day,
    name,
    firstSeq: moved.firstSeq,
    lastSeq: moved.lastSeq,
    n: moved.n,
    bytes: body.length,
    blocks,
  };
  await db.batch([
    raiseArchiveVersion(db, version, { facts: true }),
    // What arrived since has a greater number.
    db
      .prepare(`DELETE FROM facts WHERE ${OF_DAY} AND seq <= ?4 AND (name_id, ts, seq) <= (?5, ?6, ?7)`)
      .bind(...dayOfNames(day, names), last, ...moved.end),
    insertFile(db, file),
  ]);
  return { facts: moved.n, day };
}

type Names = ReadonlyMap<number, NameOfFacts>;

async function movableNames(db: D1Database): Promise<Names> {
  const { results } = await db
    .prepare("SELECT id, kind, name FROM event_names WHERE kind IN ('track', 'page', 'screen')")
    .all<NameOfFacts>();
  return new Map(results.map((name) => [name.id, name]));
}

async function oldestDay(db: D1Database, names: Names, last: number): Promise<number | null> {
  const row = await db
    .prepare(
      `SELECT min((SELECT f.ts FROM facts f WHERE f.name_id = n.value AND f.seq <= ?2 ORDER BY f.ts LIMIT 1)) AS ts
       FROM json_each(?1) n`,
    )
    .bind(JSON.stringify([...names.keys()]), last)
    .first<{ ts: number | null }>();
  return typeof row?.ts === "number" ? dayOf(row.ts) : null;
}

const OF_DAY = "name_id IN (SELECT value FROM json_each(?1)) AND ts BETWEEN ?2 AND ?3";
const dayOfNames = (day: number, names: Names): [string, number, number] => {
  const { from, to } = spanOf(day);
  return [JSON.stringify([...names.keys()]), from, to];
};

type Row = [nameId: number, ts: number, seq: number, ...columns: Json[]];

/** Facts of a day, name by name and by time, until they are enough; the last one taken is at `end`. */
async function collect(db: D1Database, day: number, names: Names, last: number) {
  const file = createFactFile();
  let end: [nameId: number, ts: number, seq: number] = [0, 0, 0];
  let [n, firstSeq, greatest] = [0, Number.MAX_SAFE_INTEGER, 0];
  while (n < MAX_FACTS) {
    const rows = await db
      .prepare(
        `SELECT name_id, ${FACT_COLUMNS.join(", ")} FROM facts
         WHERE ${OF_DAY} AND seq <= ?4 AND (name_id, ts, seq) > (?5, ?6, ?7)
         ORDER BY name_id, ts, seq LIMIT ${2 * FACTS_A_BLOCK}`,
      )
      .bind(...dayOfNames(day, names), last, ...end)
      .raw<Row>();
    for (const [nameId, facts] of Map.groupBy(rows, ([id]) => id)) {
      const name = names.get(nameId);
      if (!name) continue;
      for (let at = 0; at < facts.length; at += FACTS_A_BLOCK)
        file.add(
          name,
          facts.slice(at, at + FACTS_A_BLOCK).map(([, ...columns]) => columns),
        );
    }
    for (const [, , seq] of rows) {
      firstSeq = Math.min(firstSeq, seq);
      greatest = Math.max(greatest, seq);
    }
    n += rows.length;
    const [nameId, ts, seq] = rows.at(-1) ?? end;
    end = [nameId, ts, seq];
    if (rows.length < 2 * FACTS_A_BLOCK) break;
  }
  return { ...file.file(), n, firstSeq, lastSeq: greatest, end };
}
