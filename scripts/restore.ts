import { parseArgs } from "node:util";
import { callsOf } from "./backup/backup-api.ts";
import { folderOrigin } from "./backup/folder.ts";
import { restoreBackup } from "./backup/restore-backup.ts";
import { whereOf } from "./backup/where.ts";

/**
 * npm run restore -- DIR [--url URL] [--resume]: a backup into a workspace that was just created (docs/backup.md).
 * HEADWATER_TOKEN is the deployment's own token. Where it stopped half way, the same again begins anew.
 */
const { values, positionals } = parseArgs({
  options: { url: { type: "string" }, resume: { type: "boolean", default: false } },
  allowPositionals: true,
});
const [folder] = positionals;
if (folder === undefined) throw new Error("Say what: npm run restore -- DIR");
const { url, token } = whereOf(values.url);
const says = (what: string) => console.log(`  ${what}`);
const { through, madeAt } = await restoreBackup(callsOf(url, token), folderOrigin(folder), values.resume, says);
console.log(
  `${url} is as it was at ${madeAt}, up to event ${through}, and takes events in again.\n` +
    (values.resume
      ? "What waited then goes out now."
      : "Nothing of the backup is sent again; what waited then is listed with its connection or automation.") +
    "\nWhoever was erased since then has to be erased again.",
);
