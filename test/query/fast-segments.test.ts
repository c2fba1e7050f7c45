import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createHeadcount, segmentsOf, sumsOver } from "#query/fast-segments.ts";
import type { Line } from "#query/segmentation-line.ts";

const lineOf = (windows: readonly (readonly [number, number])[], whole: readonly [number, number]): Line => ({
  windows: { starts: windows.map(([start]) => start), ends: windows.map(([, end]) => end) },
  whole: { starts: [whole[0]], ends: [whole[1]] },
  read: () => ({ data: [], total: 0 }),
  behind: () => ({ first: 0, last: 0 }),
});

const SIZE = 12;
const moment = fc.integer({ min: 0, max: 60 });
const happenings = fc.array(fc.record({ at: moment, person: fc.integer({ min: 0, max: SIZE - 1 }) }), {
  maxLength: 40,
});
/** Neither starts nor ends go back; windows may overlap, leave gaps, and be empty. */
const windows = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 20 })), { maxLength: 8 })
  .map((steps) => {
    let [start, end] = [0, 0];
    return steps.map(([step, length]): [number, number] => {
      start += step;
      end = Math.max(end, start + length);
      return [start, end];
    });
  });
const whole = fc.tuple(moment, fc.integer({ min: 0, max: 30 })).map(([from, n]): [number, number] => [from, from + n]);

test("segments put together are the windows, whatever these are", () => {
  fc.assert(
    fc.property(windows, whole, happenings, fc.integer({ min: 1, max: 9 }), (asked, range, happened, longest) => {
      const { spans, ranges } = segmentsOf(lineOf(asked, range), longest);
      for (const [at, [from, to]] of spans.entries()) {
        expect(to - from).toBeLessThan(longest);
        expect(to).toBeGreaterThanOrEqual(from);
        expect(from).toBeGreaterThan(spans[at - 1]?.[1] ?? -1);
      }
      const inside = (from: number, until: number) => happened.filter(({ at }) => at >= from && at < until);
      const lists = spans.map(([from, to]) => inside(from, to + 1).map(({ person }) => person));
      const all = [...asked, range].map(([from, until]) => inside(from, until));
      const sizes = Float64Array.from(lists, (list) => list.length);
      expect(sumsOver(ranges, sizes)).toEqual(all.map((some) => some.length));

      const odd = (isOdd: boolean) => lists.map((list) => list.filter((person) => (person % 2 === 1) === isOdd));
      const heads = all.map((some) => new Set(some.map(({ person }) => person)).size);
      const headcount = createHeadcount(SIZE);
      expect(headcount(ranges, [lists])).toEqual(heads);
      // Nobody is left over from the count before, and who is in two lists is one person.
      expect(headcount(ranges, [odd(true), lists, odd(false)])).toEqual(heads);
    }),
    { numRuns: 500 },
  );
});
