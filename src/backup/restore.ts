import { Problem } from "#core/problem.ts";
import { type Cell, quoted, type TableShape } from "#core/table-shape.ts";
import { readHold, writeHeld } from "#backup/hold.ts";
import { GROWING, LATE, REFERRING } from "#backup/tables.ts";
import { wipeSome, writeRows } from "#backup/write-tables.ts";

/** Where there is anything in one of these, a workspace is in use. */
const IN_USE = ["packs", "actors", "reports", "connections", "audiences", "automations"];

/** Throws `conflict` where the workspace holds anything that a restore would take the place of, but for a half done restore. */
export async function requireEmpty(db: D1Database): Promise<void> {
  const hold = await readHold(db);
  if (hold?.kind === "restore" && hold.until > 0) return;
  const found = await db.batch(IN_USE.map((name) => db.prepare(`SELECT 1 FROM ${quoted(name)} LIMIT 1`)));
  const used = IN_USE.filter((_, index) => (found[index]?.results.length ?? 0) > 0);
  if (used.length > 0)
    throw new Problem("conflict", {
      detail: `This workspace is in use (${used.join(", ")}). Restore into one that was just created.`,
    });
}

/** Statements of one call; D1 answers a thousand queries an invocation. */
const MOST_STATEMENTS = 200;

/** Takes everything out of the copied tables, children first. False: there is more, call again. */
export async function wipe(db: D1Database, uid: string, shapes: readonly TableShape[]): Promise<boolean> {
  let statements = 0;
  await db.batch(REFERRING.map((name) => db.prepare(`DELETE FROM ${quoted(name)}`)));
  const found = await db.batch(shapes.map(({ name }) => db.prepare(`SELECT 1 FROM ${quoted(name)} LIMIT 1`)));
  const full = shapes.filter((_, index) => (found[index]?.results.length ?? 0) > 0);
  for (const shape of full.toReversed()) {
    for (;;) {
      if (statements >= MOST_STATEMENTS) return false;
      statements += 1;
      const [, wiped] = await writeHeld(db, uid, [wipeSome(db, shape)]);
      if ((wiped?.meta.changes ?? 0) === 0) break;
    }
  }
  await db.prepare("DELETE FROM moved").run();
  return true;
}

export interface Late {
  name: string;
  columns: string[];
  rows: Cell[][];
}

/** Throws `conflict` naming each table that does not hold as many rows as the backup says. */
export async function verifyCounts(db: D1Database, given: readonly { name: string; rows: number }[]): Promise<void> {
  const counted = given.filter(({ name }) => !LATE.has(name));
  const counts = await db.batch<{ n: number }>(
    counted.map(({ name }) => db.prepare(`SELECT count(*) AS n FROM ${quoted(name)}`)),
  );
  const wrong = counted.flatMap(({ name, rows }, index) => {
    const n = counts[index]?.results[0]?.n ?? 0;
    return n === rows || (n > rows && GROWING.has(name)) ? [] : [`${name}: ${n} of ${rows} rows`];
  });
  if (wrong.length > 0) throw new Problem("conflict", { detail: `Not everything is there. ${wrong.join("; ")}` });
}

/**
 * The last step in the database, one transaction: what makes events go somewhere, numbers that were given out, and an empty
 * first pack where there is none, so that a consumer that remembers an empty store collides with it (docs/decisions/0002).
 */
export async function writeLate(
  db: D1Database,
  uid: string,
  shapes: readonly TableShape[],
  late: readonly Late[],
  numbers: Readonly<Record<string, number>>,
): Promise<void> {
  const byName = new Map(shapes.map((shape) => [shape.name, shape]));
  const rows = late.flatMap(({ name, columns, rows }) => {
    const shape = byName.get(name);
    return shape ? writeRows(db, shape, columns, rows) : [];
  });
  const given = JSON.stringify(Object.entries(numbers));
  await writeHeld(db, uid, [
    db.prepare(
      `INSERT INTO packs (id, n, stored_at, min_ts, max_ts, ids, body)
       SELECT 1, 0, 0, 0, 0, x'', x'' WHERE NOT EXISTS (SELECT 1 FROM packs WHERE id = 1)`,
    ),
    ...rows,
    db.prepare("DELETE FROM moved"),
    db.prepare("DELETE FROM sqlite_sequence WHERE name IN (SELECT value->>0 FROM json_each(?1))").bind(given),
    db.prepare("INSERT INTO sqlite_sequence (name, seq) SELECT value->>0, value->>1 FROM json_each(?1)").bind(given),
  ]);
}
