import * as fc from "fast-check";
import { expect, test } from "vitest";
import { nextTry, PATIENCE_MS } from "#automations/back-off.ts";
import { freeAt } from "#automations/limits.ts";

const DAY = 86_400_000;

test("SEMANTICS §9: never more than the limit in any 24 hours, and no later than need be", () => {
  const step = fc.integer({ min: 0, max: DAY });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), fc.integer({ min: 1, max: 5 }), (steps, perDay) => {
      const sent: number[] = [];
      let now = 1_000 * DAY;
      for (const wait of steps) {
        now += wait;
        const at = freeAt(sent, perDay, now);
        const inTheDayBefore = (ms: number) => sent.filter((one) => one > ms - DAY).length;
        expect(inTheDayBefore(at)).toBeLessThan(perDay);
        if (at > now) expect(inTheDayBefore(at - 1)).toBeGreaterThanOrEqual(perDay);
        now = at;
        sent.push(at);
      }
    }),
  );
});

test.each([
  [1, null, 30_000],
  [2, null, 60_000],
  [5, null, 480_000],
  [20, null, 3_600_000],
  [1, 600_000, 600_000],
])("after %i failures, asked for %s, the pause is %i ms at most and half of it at least", (attempts, askedMs, most) => {
  const of = (chance: number) => nextTry({ attempts, firstAt: 0, askedMs }, 0, () => chance) ?? 0;
  expect(of(1)).toBe(most);
  expect(of(0)).toBe(askedMs ?? most / 2);
});

test("tries end a day after the first one", () => {
  fc.assert(
    fc.property(fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (chances) => {
      let now = 0;
      for (let attempts = 1; ; attempts += 1) {
        const random = () => chances.next().value ?? 0.5;
        const next = nextTry({ attempts, firstAt: 0, askedMs: null }, now, random);
        if (next === null) break;
        expect(next).toBeGreaterThan(now);
        now = next;
        expect(attempts).toBeLessThan(100);
      }
      expect(now).toBeLessThanOrEqual(PATIENCE_MS);
      expect(now).toBeGreaterThan(PATIENCE_MS / 2);
    }),
  );
});
