import { rm } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Oracle, startOracle, type Variant } from "./identity/harness.ts";
import { copyWith } from "./identity/mutated.ts";
import { firstFailure } from "./identity/property.ts";
import { MUTANTS } from "./mutants.ts";

/** Those that the protocol was designed against; `npm run soak` catches them all. */
const TESTED = MUTANTS.filter(({ soak }) => !soak);
/** The hardest of them is caught by one schedule in thirty or so. */
const MOST_SCHEDULES = 300;
const SEED = 1;

describe("the property test notices every wrong variant of identity", () => {
  let oracle: Oracle;
  let variants: Variant[] = [];
  beforeAll(async () => {
    variants = TESTED.map(copyWith);
    oracle = await startOracle(variants);
  }, 120_000);
  afterAll(async () => {
    await oracle.stop();
    await Promise.all(variants.map((variant) => rm(variant.root, { recursive: true })));
  });

  it.each(TESTED)(
    "$name",
    async ({ name }) => {
      const found = await firstFailure(oracle, name, { seed: SEED, most: MOST_SCHEDULES });
      expect(found).not.toBeNull();
    },
    300_000,
  );
});
