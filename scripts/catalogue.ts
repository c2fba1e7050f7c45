import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { HIDDEN, REASONS } from "../src/destinations/segment-catalogue/hidden.ts";

/**
 * npm run catalogue: runs every destination of Segment's that is offered inside workerd, with events and settings made up, and
 * prints what each did; then what is hidden, and why.
 */
const root = join(import.meta.dirname, "..");
const vitest = join(root, "node_modules/vitest/vitest.mjs");
const { stdout, stderr, status } = spawnSync(process.execPath, [vitest, "run", "segment-offered"], {
  cwd: root,
  encoding: "utf8",
  env: { ...process.env, VITE_TABLE: "1", NO_COLOR: "1" },
});
const rows = stdout.split("\n").filter((line) => line.split(" | ").length === 5);
console.log(rows.join("\n"));
const [sending, curated] = [
  rows.filter((row) => row.endsWith(" requests")),
  rows.filter((row) => row.includes(" | curated | ")),
];
const ready = rows.filter((row) => !row.includes(" | 0 presets | "));
console.log(
  `\n${rows.length} are offered, ${curated.length} of them curated; ${sending.length} sent something, ${ready.length} need nothing but a key.\n`,
);
for (const [reason, slugs] of Object.entries(HIDDEN)) {
  console.log(`hidden, ${slugs.length}: ${REASONS[reason as keyof typeof REASONS]}\n  ${slugs.join(", ")}`);
}
if (status !== 0) {
  console.error(stdout, stderr);
  process.exit(1);
}
