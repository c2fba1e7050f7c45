import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { callsOf } from "./backup/backup-api.ts";
import { folderTarget } from "./backup/folder.ts";
import { makeBackup } from "./backup/make-backup.ts";
import { whereOf } from "./backup/where.ts";

/**
 * npm run backup -- --out DIR [--url URL]: everything a workspace has, as files (docs/backup.md). HEADWATER_TOKEN is an owner's
 * token; without both it is the Headwater that runs here.
 */
const { values } = parseArgs({ options: { out: { type: "string" }, url: { type: "string" } } });
const { out } = values;
if (out === undefined) throw new Error("Say where to: npm run backup -- --out DIR");
if (existsSync(join(out, "manifest.json"))) throw new Error(`${out} holds a backup already; name another folder`);
const { url, token } = whereOf(values.url);
const began = performance.now();
const { through, tables } = await makeBackup(callsOf(url, token), folderTarget(out), (what) =>
  console.log(`  ${what}`),
);
const rows = tables.reduce((sum, table) => sum + table.rows, 0);
console.log(
  `${rows.toLocaleString("en")} rows up to event ${through} are in ${out}, after ${Math.round((performance.now() - began) / 1_000)} s.\n` +
    "Keep CREDENTIALS_KEY with it, elsewhere: without it the credentials of destinations can't be opened again.",
);
