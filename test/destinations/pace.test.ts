import { expect, it } from "vitest";
import { DAY_MS, HOUR_MS } from "#core/clock.ts";
import { pauseAfter } from "#destinations/pace.ts";
import { retryAfterMs } from "#destinations/retry-after.ts";

it("pauses double from five seconds to an hour, somewhere in the upper half", () => {
  const least = Array.from({ length: 14 }, (_, index) => pauseAfter(index + 1, 5_000, null, () => 0));
  const most = Array.from({ length: 14 }, (_, index) => pauseAfter(index + 1, 5_000, null, () => 0.999_999));
  expect(least.slice(0, 4)).toEqual([2_500, 5_000, 10_000, 20_000]);
  expect(most.slice(0, 4)).toEqual([5_000, 10_000, 20_000, 40_000]);
  expect(Math.max(...most)).toBeLessThanOrEqual(HOUR_MS);
  expect(most.at(-1)).toBeGreaterThan(HOUR_MS * 0.999);
});

it("what the destination asks for counts where it is longer, up to three days", () => {
  expect(pauseAfter(1, 5_000, 60_000, () => 0)).toBe(60_000);
  expect(pauseAfter(1, 5_000, 60_000, () => 1)).toBe(65_000);
  expect(pauseAfter(5, 5_000, 1_000, () => 0)).toBe(40_000);
  expect(pauseAfter(1, 5_000, 30 * DAY_MS, () => 0)).toBe(3 * DAY_MS);
});

const NOW = Date.parse("2026-11-22T10:00:00Z");
it.each([
  [{ "retry-after": "120" }, 120_000],
  [{ "retry-after": "Sun, 22 Nov 2026 10:00:30 GMT" }, 30_000],
  [{ "retry-after": "Sun, 22 Nov 2026 09:00:00 GMT" }, 0],
  [{ "retry-after": "soon" }, null],
  [{ "x-ratelimit-reset": "30" }, 30_000],
  [{ "x-ratelimit-reset": String(NOW / 1_000 + 45) }, 45_000],
  [{ "ratelimit-reset": "7", "retry-after": "3" }, 3_000],
  [{}, null],
])("Retry-After: %j", (headers, ms) => {
  expect(retryAfterMs(new Headers(headers), NOW)).toBe(ms);
});
