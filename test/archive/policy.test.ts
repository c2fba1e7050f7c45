import { describe, expect, it, test } from "vitest";
import { DAY_MS } from "#core/clock.ts";
import { dayOf } from "#archive/days.ts";
import { fillLevel } from "#archive/fill-level.ts";
import { expiryOf, RetentionSettings } from "#archive/retention.ts";
import { databaseLimit } from "#store/database-size.ts";

test.each([
  [0, false, "roomy"],
  [0.6999, true, "roomy"],
  [0.7, false, "filling"],
  [0.8999, false, "filling"],
  [0.7, true, "pressing"],
  [0.9, false, "pressing"],
  [0.9999, true, "pressing"],
  [1, false, "full"],
  [1.2, true, "full"],
] as const)("at %f (pressing before: %s) it is %s", (share, wasPressing, level) => {
  expect(fillLevel(share, wasPressing)).toBe(level);
});

test.each([
  [undefined, 10_000_000_000],
  ["", 10_000_000_000],
  ["none", 10_000_000_000],
  ["500000000", 500_000_000],
])("DATABASE_LIMIT_BYTES %s is %d", (setting, bytes) => {
  expect(databaseLimit(setting)).toBe(bytes);
});

describe("what is too old", () => {
  const NOW = Date.parse("2026-06-10T15:00:00Z");
  const TODAY = dayOf(NOW);
  const settings = (keepDays: number | null, sources: [source: number, keepDays: number | null][] = []) =>
    RetentionSettings.parse({
      keepDays,
      moveEventsDays: null,
      moveFactsDays: null,
      sources: sources.map(([source, days]) => ({ source, keepDays: days })),
    });

  it.each([
    ["nothing where all is kept", settings(null), null, []],
    ["whole days of all", settings(30), TODAY - 30, []],
    ["one source earlier", settings(30, [[2, 7]]), TODAY - 30, [{ day: TODAY - 7, sources: [2] }]],
    ["one source later", settings(30, [[2, 90]]), TODAY - 90, [{ day: TODAY - 30, sources: [1, 3] }]],
    ["all but one that stays", settings(30, [[2, null]]), null, [{ day: TODAY - 30, sources: [1, 3] }]],
    ["only one of all that stay", settings(null, [[3, 1]]), null, [{ day: TODAY - 1, sources: [3] }]],
  ])("%s", (_, given, all, sources) => {
    expect(expiryOf(given, [1, 2, 3], NOW)).toEqual({ all, sources });
  });

  it("is a day only when the whole of it is older than its time", () => {
    const { all } = expiryOf(settings(1), [1], NOW);
    for (const ts of [NOW - DAY_MS, NOW - DAY_MS + 1, NOW]) expect(dayOf(ts)).toBeGreaterThanOrEqual(all ?? Infinity);
    expect(dayOf(NOW - 2 * DAY_MS)).toBeLessThan(all ?? -Infinity);
  });

  it.each([0, -1, 1.5, 40_000])("refuses %f days", (days) => {
    expect(RetentionSettings.safeParse({ ...settings(null), keepDays: days }).success).toBe(false);
  });
});
