import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Oracle, root, startOracle } from "./identity/harness.ts";
import { check, PLACEMENTS, placementText } from "./identity/property.ts";

/** Schedules of each placement; `npm run soak` runs thousands. */
const SCHEDULES = 5;
const SEED = 20_261_122;

describe("identity converges to what the model says, whatever happens on the way", () => {
  let oracle: Oracle;
  beforeAll(async () => {
    oracle = await startOracle([{ name: "product", root }]);
  }, 60_000);
  afterAll(() => oracle.stop(), 60_000);

  it.each(PLACEMENTS.map((placement) => ({ name: placementText(placement), placement })))(
    "$name",
    async ({ placement }) => {
      const { failure } = await check(oracle, "product", placement, { seed: SEED, runs: SCHEDULES, shrink: true });
      expect(failure ?? "").toBe("");
    },
    300_000,
  );
});
