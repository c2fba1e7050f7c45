import { describe, expect, test } from "vitest";
import { judge } from "./query-judge.ts";

/** Histories; a seed for each from SEED on. VITE_SOAK=100 VITE_SEED=7 makes it a hundred. */
const SOAK = Number(import.meta.env["VITE_SOAK"] ?? 0);
const SEED = Number(import.meta.env["VITE_SEED"] ?? 1);
const HISTORIES = SOAK || 5;
const QUESTIONS = SOAK ? 100 : 80;

describe("answers from D1 are those of the people themselves", () => {
  test.each(Array.from({ length: HISTORIES }, (_, at) => SEED + at))(
    "history %i",
    async (seed) => {
      const met = await judge(seed, QUESTIONS);
      if (SOAK) console.log(seed, JSON.stringify(met));
      expect(met.peopled).toBeGreaterThan(QUESTIONS / 4);
    },
    600_000,
  );
});
