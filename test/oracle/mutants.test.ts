import { afterAll, beforeAll, expect, it } from "vitest";
import { type Oracle, startOracle } from "./identity/harness.ts";
import { mutated } from "./identity/mutated.ts";
import { firstFailure } from "./identity/property.ts";
import { MUTANTS } from "./mutants.ts";

/** Wrong variants of identity that show within a few schedules; `npm run soak` runs all of them. */
const TESTED = MUTANTS.filter(({ soak }) => !soak);
const SEED = 55;
/** Schedules before a mutant counts as not caught. */
const MOST = 300;

let oracle: Oracle;
let remove: () => void;
beforeAll(async () => {
  const made = mutated(TESTED);
  remove = made.remove;
  oracle = await startOracle(made.variants);
}, 240_000);
afterAll(async () => {
  await oracle.stop();
  remove();
}, 60_000);

it.each(TESTED.map(({ name }) => name))(
  "%s is noticed",
  async (name) => {
    const found = await firstFailure(oracle, name, { seed: SEED, most: MOST });
    expect(found?.problems ?? []).not.toEqual([]);
  },
  240_000,
);
