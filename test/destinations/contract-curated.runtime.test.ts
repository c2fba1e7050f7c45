import { afterAll, describe, expect, it, vi } from "vitest";
import { contractSuite } from "./contract-suite.ts";
import { curated, subjectsOf } from "./curated-subjects.ts";
import { NOW } from "./service.ts";

/** The first tier of Segment's open catalogue keeps the contract that our own destinations keep. */

// Segment's code reads the clock, also where the cases are made.
vi.setSystemTime(NOW);
afterAll(() => void vi.useRealTimers());

it("vouches for eighteen", () => {
  expect(curated).toHaveLength(18);
});

for (const slug of curated) {
  const { subjects, silent } = await subjectsOf(slug);
  describe(slug, () => {
    it(`sends; presets that none of our events is for: ${silent.join(", ") || "none"}`, () => {
      expect(subjects).not.toHaveLength(0);
    });
    for (const subject of subjects) contractSuite(subject);
  });
}
