import * as fc from "fast-check";
import { expect, test } from "vitest";
import { toldBefore } from "#automations/already-told.ts";

const DAY = 86_400_000;
const entered = { kind: "entered", audience: 1, because: "event" } as const;
const firing = (id: number, at: number, because: "event" | "unmerge" = "event") => ({
  id,
  at,
  cause: { ...entered, because },
});
const week = { after: { value: 7, unit: "day" } } as const;

test("SEMANTICS §9: once per person per rule, for ever", () => {
  expect(toldBefore([], firing(2, 400 * DAY), null)).toBeNull();
  expect(toldBefore([{ firing: 1, at: DAY }], firing(2, 400 * DAY), null)).toBe(DAY);
});

test("SEMANTICS §9: again after they left and came back, at least so long after", () => {
  const told = [{ firing: 1, at: 0 }];
  expect(toldBefore(told, firing(2, 7 * DAY - 1), week)).toBe(0);
  expect(toldBefore(told, firing(2, 7 * DAY), week)).toBeNull();
  expect(toldBefore([...told, { firing: 2, at: 7 * DAY }], firing(3, 10 * DAY), week)).toBe(7 * DAY);
});

test("SEMANTICS §9: if any of the merged ids was sent, it was sent", () => {
  // What any of the ids was told is passed as one list, whoever of them it was.
  expect(toldBefore([{ firing: 7, at: 3 }], firing(9, 5), null)).toBe(3);
});

test("somebody who is told apart from another has not come back", () => {
  expect(toldBefore([{ firing: 1, at: 0 }], firing(2, 400 * DAY, "unmerge"), week)).toBe(0);
  expect(toldBefore([], firing(2, 400 * DAY, "unmerge"), week)).toBeNull();
});

test("of firings that wait for people who are merged meanwhile, exactly one speaks, whatever their order", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 8 }), (ids) => {
      const told = ids.map((id) => ({ firing: id, at: id }));
      const speaking = ids.filter((id) => toldBefore(told, firing(id, id), null) === null);
      expect(speaking).toEqual([Math.min(...ids)]);
    }),
  );
});
