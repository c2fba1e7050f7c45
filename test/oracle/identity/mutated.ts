import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import type { Mutant } from "../mutants.ts";
import { root, type Variant } from "./harness.ts";

/** What a Worker of the oracle is made of. */
const PARTS = [
  "src",
  "test/oracle/identity/schedule.ts",
  "test/oracle/identity/worker",
  "test/support/messages.ts",
  "package.json",
];

/**
 * Copies of the product with one mutant's change each, in a directory that `remove` removes. Throws where the text that a
 * mutant replaces stands in its file never or twice.
 */
export function mutated(mutants: readonly Mutant[]): { variants: Variant[]; remove: () => void } {
  const directory = mkdtempSync(`${tmpdir()}/headwater-mutants-`);
  const variants = mutants.map((mutant) => ({ name: mutant.name, root: copyWith(mutant, directory) }));
  return { variants, remove: () => rmSync(directory, { recursive: true }) };
}

function copyWith({ name, file, find, replace }: Mutant, directory: string): string {
  const copy = `${directory}/${name}/`;
  mkdirSync(`${copy}test/oracle/identity`, { recursive: true });
  for (const part of PARTS) cpSync(root + part, copy + part, { recursive: true });
  symlinkSync(`${root}node_modules`, `${copy}node_modules`);
  const text = readFileSync(copy + file, "utf8");
  const times = text.split(find).length - 1;
  if (times !== 1) throw new Error(`${name}: what it replaces stands ${times} times in ${file}`);
  // A function, because a replacement's $ would have a meaning.
  const changed = text.replace(find, () => replace);
  writeFileSync(copy + file, changed);
  return copy;
}
