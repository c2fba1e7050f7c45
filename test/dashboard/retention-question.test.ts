import { describe, expect, test } from "vitest";
import { RetentionQuestion } from "#core/question.ts";
import { isGrowing } from "#dashboard/screens/retention/growing.ts";
import { askable, byPeriod, complete, inWords, USUAL } from "#dashboard/screens/retention/question.ts";

describe("a retention being built", () => {
  test("opens with anything, by week, over eight weeks", () => {
    const draft = complete(null);
    expect(draft).toEqual({
      kind: "retention",
      range: { last: { value: 8, unit: "week" } },
      interval: "week",
      start: { event: null },
      return: { event: null },
    });
    expect(RetentionQuestion.safeParse(askable(draft)).error).toBeUndefined();
    expect(inWords(draft)).toBe("Who did anything and came back for anything, by week");
  });

  test("can't be asked while an event is open", () => {
    expect(askable(complete({ kind: "retention", start: { event: "" } }))).toBeNull();
  });

  test("another period takes its usual range, unless one was chosen that fits it", () => {
    expect(byPeriod(complete(null), "day")).toMatchObject({ interval: "day", ...USUAL.day });
    const chosen = complete({ kind: "retention", from: "2026-03-01", to: "2026-03-28" });
    expect(byPeriod(chosen, "day")).toMatchObject({ interval: "day", from: "2026-03-01", to: "2026-03-28" });
    expect(byPeriod(chosen, "month")).toMatchObject({ interval: "month", ...USUAL.month, from: undefined });
  });
});

describe("a cell that may still grow", () => {
  const facts = {
    buckets: ["2026-03-01", "2026-03-08", "2026-03-15"],
    incomplete: ["2026-03-15"],
    asOf: "2026-03-17T12:00:00Z",
    interval: "week",
  } as const;

  test.each([
    [0, 0, false],
    [0, 1, false],
    [0, 2, true],
    [1, 1, true],
    [2, 0, true],
  ])("by the calendar: row %i, period %i: %s", (row, period, growing) => {
    expect(isGrowing({ row, period }, { ...facts, mode: "on" })).toBe(growing);
  });

  test.each([
    // Who started last in the first week, on the 7th, has the first period until the 21st.
    [0, 1, true],
    [1, 1, true],
  ])("from each one's own start: row %i, period %i: %s", (row, period, growing) => {
    expect(isGrowing({ row, period }, { ...facts, mode: "rolling" })).toBe(growing);
  });

  test("from each one's own start, once the last has had the time", () => {
    expect(isGrowing({ row: 0, period: 1 }, { ...facts, asOf: "2026-03-22T00:00:00Z", mode: "rolling" })).toBe(false);
  });
});
