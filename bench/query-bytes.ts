import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import * as z from "zod";

const Table = z.object({ name: z.string(), bytes: z.number() });
export type TableBytes = z.infer<typeof Table>;

/** Where the local D1 keeps its files below the folder it was told. */
const FILES = "v3/d1/miniflare-D1DatabaseObject";

/** What each of our tables takes with its indexes, largest first. D1 has no dbstat, so the file is read beside it. */
export function bytesByTable(folder: string): TableBytes[] {
  for (const file of readdirSync(join(folder, FILES)).filter((name) => name.endsWith(".sqlite"))) {
    const database = new DatabaseSync(join(folder, FILES, file), { readOnly: true });
    try {
      const hasFacts = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'facts'").get() !== undefined;
      if (!hasFacts) continue;
      const rows = database.prepare(
        `SELECT m.tbl_name AS name, sum(s.pgsize) AS bytes FROM dbstat s JOIN sqlite_schema m ON m.name = s.name
         GROUP BY 1 ORDER BY 2 DESC`,
      );
      return z.array(Table).parse(rows.all());
    } finally {
      database.close();
    }
  }
  throw new Error(`no database of ours in ${folder}`);
}
