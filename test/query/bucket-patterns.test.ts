import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createPatterns, partsOfPatterns } from "#query/bucket-patterns.ts";

describe("in which buckets people were active", () => {
  test.each([7, 32, 33, 100])("each pattern of %i buckets once, with everybody who has it", (buckets) => {
    const active = fc.array(fc.tuple(fc.nat(buckets - 1), fc.integer({ min: 1, max: 12 })), { maxLength: 40 });
    fc.assert(
      fc.property(active, fc.integer({ min: 1, max: 3 }), (pairs, parts) => {
        const wanted = new Map<string, number>();
        const found = new Map<string, number>();
        for (let part = 0; part < parts; part += 1) {
          const patterns = createPatterns(12, buckets, { part, parts });
          const own = pairs.filter(([, person]) => person % parts === part);
          for (const [bucket, person] of own) patterns.add(bucket, [person]);
          for (const person of new Set(own.map(([, person]) => person))) {
            const key = [...new Set(own.flatMap(([bucket, by]) => (by === person ? bucket : [])))]
              .toSorted((a, b) => a - b)
              .join();
            wanted.set(key, (wanted.get(key) ?? 0) + 1);
          }
          for (const { buckets: those, people } of patterns.all())
            found.set(those.join(), (found.get(those.join()) ?? 0) + people);
        }
        expect(found).toEqual(wanted);
      }),
    );
  });

  test("people are taken in parts where a bit for each of them and each bucket is too much", () => {
    expect(partsOfPatterns(1_000_000, 13)).toBe(1);
    expect(partsOfPatterns(999_999, 1_000)).toBe(4);
  });
});
