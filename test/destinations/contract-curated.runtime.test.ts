import { afterAll, describe, expect, it, vi } from "vitest";
import { contractSuite } from "./contract-suite.ts";
import { curated, subjectsOf } from "./curated-subjects.ts";
import { connect, NOW } from "./service.ts";

/** The first tier of Segment's open catalogue keeps the contract that our own destinations keep. */

// Cases are made while the file is read.
vi.setSystemTime(NOW);
afterAll(() => void vi.useRealTimers());

it("vouches for eighteen", () => {
  expect(curated).toHaveLength(18);
});

for (const slug of curated) {
  const { subjects, silent } = await subjectsOf(slug);
  describe(slug, () => {
    it("has a subject for each of its presets", () => {
      expect(subjects).not.toHaveLength(0);
      expect(silent).toEqual([]);
    });
    it.each(subjects)("says that it is Headwater, not Segment: $name", async ({ deliver, service }) => {
      const connected = connect(service);
      await deliver(connected, { bad: -1, now: NOW });
      const said = connected.seen.map(({ url, text, headers }) => [url, text, [...headers]]);
      expect(JSON.stringify(said)).not.toMatch(/segment(?!ation)/i);
    });

    for (const subject of subjects) contractSuite(subject);
  });
}
