import { describe, expect, test } from "vitest";
import { createAllowance } from "#query/segmentation-allowance.ts";
import { createFold } from "#query/segmentation-fold.ts";
import { createMeasure } from "#query/segmentation-measure.ts";

describe("where more numbers come than may be kept", () => {
  const medianOf = (most: number) => {
    const allowance = createAllowance(most);
    const fold = createFold("median", 2, allowance);
    fold.put(1, 7);
    for (let number = 0; number <= 10_000; number++) fold.put(0, number);
    return { median: fold.result(0), other: fold.result(1), notes: allowance.notes() };
  };

  test("a percentile is exact and says nothing as long as they fit", () => {
    expect(medianOf(20_000)).toEqual({ median: 5_000, other: 7, notes: [] });
  });

  test("it is of a random sample, says so, and is the same each time", () => {
    const { median, other, notes } = medianOf(1_000);
    expect(Math.abs(median - 5_000)).toBeLessThan(500);
    expect(other).toBe(7);
    expect(notes).toEqual([expect.stringContaining("estimated from a random sample")]);
    expect(medianOf(1_000).median).toBe(median);
  });
});

test("where more different values come than may be kept, a count is at least what it says, and says so", () => {
  const allowance = createAllowance(0, 33 * 5);
  const day = { starts: [0], ends: [100] };
  const measure = createMeasure({ math: "distinct", property: "k", fold: "avg" }, day, day, allowance);
  const events = ["a", "b", "c", "d", "e", "f", "g", "h", "i"].map((k, ts) => ({
    ts,
    seq: ts,
    name: "x",
    done: true,
    property: () => k,
  }));
  measure.add(events, () => {});
  expect(measure.result(0)).toBe(5);
  expect(allowance.notes()).toEqual([expect.stringContaining("at least")]);
});
