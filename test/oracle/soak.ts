/**
 * The property of identity over many schedules, for a night or before a release:
 *   npm run soak [-- <schedules> [<seed>]]
 */
import { startOracle, root } from "./identity/harness.ts";
import { mutated } from "./identity/mutated.ts";
import { check, firstFailure, type Happened, PLACEMENTS, placementText } from "./identity/property.ts";
import { MUTANTS } from "./mutants.ts";

/** Schedules in one workerd: each leaves a dozen small files behind. */
const SCHEDULES_A_START = 400;

const [schedules = "6000", seed = String(Date.now() % 1_000_000_000)] = process.argv.slice(2);
const each = Math.ceil(Number(schedules) / PLACEMENTS.length);

console.log(`${each * PLACEMENTS.length} schedules, seed ${seed}`);
let total = 0;
const met: Happened = {};
const started = performance.now();
for (const [number, placement] of PLACEMENTS.entries()) {
  const since = performance.now();
  let runs = 0;
  while (runs < each) {
    const some = Math.min(SCHEDULES_A_START, each - runs);
    const oracle = await startOracle([{ name: "product", root }]);
    try {
      const verdict = await check(oracle, "product", placement, {
        seed: Number(seed) + number * 1_000_000 + runs,
        runs: some,
        shrink: true,
      });
      runs += verdict.runs;
      for (const [what, times] of Object.entries(verdict.happened)) met[what] = (met[what] ?? 0) + times;
      if (verdict.failure !== null) {
        console.error(`after ${runs} schedules:\n${verdict.failure}`);
        process.exitCode = 1;
        break;
      }
    } finally {
      await oracle.stop();
    }
  }
  total += runs;
  console.log(`${placementText(placement)}: ${runs} schedules, ${((performance.now() - since) / 1000).toFixed(0)} s`);
}
console.log(`${total} schedules in ${((performance.now() - started) / 1000).toFixed(0)} s`);
for (const [what, times] of Object.entries(met).toSorted(([a], [b]) => a.localeCompare(b)))
  console.log(`  ${what}: ${times}`);

// And every wrong variant has to be noticed.
const MOST_FOR_A_MUTANT = 2_000;
const { variants, remove } = mutated(MUTANTS);
const mutants = await startOracle(variants);
for (const { name } of MUTANTS) {
  const found = await firstFailure(mutants, name, { seed: Number(seed), most: MOST_FOR_A_MUTANT });
  console.log(`mutant ${name}: ${found ? `noticed after ${found.schedules} schedules` : "NOT NOTICED"}`);
  if (found === null) process.exitCode = 1;
}
await mutants.stop();
remove();
