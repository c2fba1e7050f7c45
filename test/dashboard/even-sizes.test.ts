import { describe, expect, test } from "vitest";
import { evenSizes } from "#dashboard/report/even-sizes.ts";

const now = Date.parse("2026-11-22T12:00:00Z");
const point = (hoursAgo: number, size: number) => ({
  at: new Date(now - hoursAgo * 3_600_000).toISOString(),
  size,
  entered: 0,
  left: 0,
});
const sizesOf = (points: Parameters<typeof evenSizes>[0]) => evenSizes(points, now).sizes.map(({ size }) => size);

describe("sizes over time, a step each", () => {
  test("in hours in which nothing changed it stays what it was, up to now", () => {
    expect(sizesOf([point(4, 2), point(3, 5), point(1, 4)])).toEqual([2, 5, 5, 4, 4]);
    expect(evenSizes([point(4, 2)], now).step).toBe("hour");
  });

  test("of several in one step the last one counts", () => {
    expect(sizesOf([point(2, 1), point(1.5, 7), point(1.2, 3)])).toEqual([1, 3, 3]);
  });

  test("over more than three days a step is a day; it begins with the first point and ends now", () => {
    const { step, sizes } = evenSizes([point(24 * 9 + 5, 1), point(30, 8)], now);
    expect(step).toBe("day");
    expect(sizes).toHaveLength(11);
    expect(sizes[0]).toEqual({ at: point(24 * 9 + 5, 1).at, size: 1 });
    expect(sizes.at(-1)).toEqual({ at: "2026-11-22T12:00:00.000Z", size: 8 });
  });

  test("nothing is nothing, and a point of just now is one", () => {
    expect(sizesOf([])).toEqual([]);
    expect(sizesOf([point(0, 3)])).toEqual([3]);
  });
});
