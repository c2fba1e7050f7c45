import * as fc from "fast-check";
import { expect, test } from "vitest";
import { eachWindow } from "#query/segmentation-windows.ts";

const small = fc.integer({ min: 0, max: 12 });
const ascending = fc.array(small, { maxLength: 8 }).map((list) => list.toSorted((a, b) => a - b));
/** Windows of any width, none included, that may overlap and leave gaps, but never go back. */
const windows = fc.array(fc.record({ step: small, width: small }), { maxLength: 6 }).map((list) => {
  const starts: number[] = [];
  const ends: number[] = [];
  for (const { step, width } of list) {
    const start = (starts.at(-1) ?? 0) + (step % 4);
    starts.push(start);
    ends.push(Math.max(ends.at(-1) ?? 0, start + (width % 5)));
  }
  return { starts, ends };
});

test("every window that holds a moment is visited once, in order, with exactly its moments", () => {
  fc.assert(
    fc.property(windows, ascending, (windows, moments) => {
      const visited: [number, number[]][] = [];
      eachWindow(windows, moments, (window, from, to) => visited.push([window, moments.slice(from, to)]));
      const expected = windows.starts
        .map((start, at): [number, number[]] => {
          const end = windows.ends[at] ?? 0;
          return [at, moments.filter((moment) => moment >= start && moment < end)];
        })
        .filter(([, held]) => held.length > 0);
      expect(visited).toEqual(expected);
    }),
    { numRuns: 2_000 },
  );
});
