import { cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
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

/** A copy of the product, in a directory of its own, with the mutant's change. Throws where its text stands there never or twice. */
export function copyWith({ name, file, find, replace }: Mutant): Variant {
  const copy = `${mkdtempSync(`${tmpdir()}/headwater-${name}-`)}/`;
  mkdirSync(`${copy}test/oracle/identity`, { recursive: true });
  for (const part of PARTS) cpSync(root + part, copy + part, { recursive: true });
  symlinkSync(`${root}node_modules`, `${copy}node_modules`);
  const text = readFileSync(copy + file, "utf8");
  const times = text.split(find).length - 1;
  if (times !== 1) throw new Error(`${name}: what it replaces stands ${times} times in ${file}`);
  // A function, because a replacement's $ would have a meaning.
  writeFileSync(
    copy + file,
    text.replace(find, () => replace),
  );
  return { name, root: copy };
}
