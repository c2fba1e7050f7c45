import { type ColumnInfo, shapeOf, type TableShape } from "#core/table-shape.ts";

/** Tables that a backup leaves out, and why; every other table there is, now or later, is copied. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  d1_migrations: "says which migrations were applied: the deployment's own",
  holds: "says that a backup is under way",
  live_watch: "who is looking at the live feed now",
  moved: "what the Audiences object has not looked at yet; it does before a backup begins",
  audience_watch: "written by triggers and by the Audiences object itself",
  sessions: "whoever is signed in signs in again",
  sign_in_codes: "good for minutes",
  sign_in_tries: "good for minutes",
};

/** What is left out and refers to what is copied: taken out before that is. */
export const REFERRING = ["sessions"];

/** What the deployment itself writes while it is restored: there may be more of it than in the backup. */
export const GROWING: ReadonlySet<string> = new Set(["audit", "operations"]);

/** What makes events go somewhere: written last, all at once, when what has gone where already is known again. */
export const LATE: ReadonlySet<string> = new Set(["connections", "audiences", "audience_syncs", "automations"]);

/** Tables that are copied, parents before those that refer to them (the order in which migrations made them). */
export async function copiedTables(db: D1Database): Promise<TableShape[]> {
  const { results } = await db
    .prepare(
      `SELECT m.name AS "table", c.name, c.type, c.pk FROM sqlite_master m CROSS JOIN pragma_table_info(m.name) c
       WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE '_cf_%' ORDER BY m.rowid, c.cid`,
    )
    .all<ColumnInfo & { table: string }>();
  const byTable = Map.groupBy(results, ({ table }) => table);
  return [...byTable].flatMap(([name, columns]) => (Object.hasOwn(LEFT_OUT, name) ? [] : [shapeOf(name, columns)]));
}

/** Migrations that were applied, in their order. */
export async function appliedMigrations(db: D1Database): Promise<string[]> {
  const { results } = await db.prepare("SELECT name FROM d1_migrations ORDER BY id").all<{ name: string }>();
  return results.map(({ name }) => name);
}

/** The last number given out, by table, of those whose numbers are never given out twice. */
export async function numbersGiven(db: D1Database): Promise<Record<string, number>> {
  const { results } = await db.prepare("SELECT name, seq FROM sqlite_sequence").all<{ name: string; seq: number }>();
  return Object.fromEntries(results.flatMap(({ name, seq }) => (Object.hasOwn(LEFT_OUT, name) ? [] : [[name, seq]])));
}
