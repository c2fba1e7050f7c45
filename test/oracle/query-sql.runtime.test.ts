import { describe, expect, test } from "vitest";
import { judge } from "./query-judge.ts";
import { seeds, SOAK } from "./query-seeds.ts";

/** Asked of each history. */
const QUESTIONS = 80;

describe("answers from D1 are those of the people themselves", () => {
  test.each(seeds(5))(
    "history %i",
    async (seed) => {
      const met = await judge(seed, QUESTIONS);
      if (SOAK > 0) console.log(`history ${seed}: ${JSON.stringify(met)}`);
      expect(met.peopled).toBeGreaterThan(QUESTIONS / 4);
    },
    600_000,
  );
});
