import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { costsDocument } from "./costs-document.ts";
import { CountedRuns } from "./year-of-costs.ts";

/** npm run costs: writes docs/costs.md from what the last `npm run bench -- costs` has counted. */
export const COSTS_FILE = join(import.meta.dirname, "../docs/costs.md");
const results = join(import.meta.dirname, "../bench/results");

/** The document as the last counts make it. Throws where nothing was counted yet. */
export function currentCosts(): string {
  const name = readdirSync(results)
    .filter((file) => file.endsWith("-costs.json"))
    .toSorted()
    .at(-1);
  if (name === undefined) throw new Error("nothing was counted yet: npm run bench -- costs");
  return costsDocument(CountedRuns.parse(JSON.parse(readFileSync(join(results, name), "utf8"))), name);
}

if (process.argv[1] === import.meta.filename) writeFileSync(COSTS_FILE, currentCosts());
