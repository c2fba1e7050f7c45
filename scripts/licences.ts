import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { faults, licencesDocument, licensed, type Licensed, Lock } from "./licence-list.ts";

const root = join(import.meta.dirname, "..");
export const LICENCES_FILE = join(root, "docs/licences.md");

/** What package-lock.json says now. */
export const currentLicences = (): Licensed[] =>
  licensed(Lock.parse(JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"))));

/** npm run licences: writes docs/licences.md, and fails where something may not be there. */
if (process.argv[1] === import.meta.filename) {
  const list = currentLicences();
  writeFileSync(LICENCES_FILE, licencesDocument(list));
  for (const { name, version, licence } of faults(list)) console.error(`${name} ${version}: ${licence} is not allowed`);
  process.exitCode = faults(list).length === 0 ? 0 : 1;
}
