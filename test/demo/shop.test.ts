import { expect, test } from "vitest";
import { type Call, shop } from "../../scripts/demo/shop.ts";

const DAY_MS = 86_400_000;
const until = Date.UTC(2026, 10, 20, 12);
const period = { events: 12_000, days: 28, until };
const calls = [...shop(7).history(period)];

const named = (name: string) => calls.filter((call) => call.type === "track" && call.event === name);
const contextOf = (call: Call | undefined, key: string) => call?.context[key];
const distinct = (values: unknown[]) => new Set(values.map((value) => JSON.stringify(value))).size;

test("the same seed makes the same shop, another seed another one", () => {
  expect([...shop(7).history(period)]).toEqual(calls);
  const other = [...shop(8).history(period)];
  expect(other[0]?.anonymousId).not.toBe(calls[0]?.anonymousId);
});

test.each([
  [0, 1],
  [1, 42],
  [39, 42],
  [5_000, 3],
])("makes exactly as many events as asked for: %i in %i days", (events, days) => {
  expect([...shop(3).history({ events, days, until })]).toHaveLength(events);
});

test("every event lies in the period, and each day is in order", () => {
  const times = calls.map(({ timestamp }) => Number(timestamp));
  expect(Math.min(...times)).toBeGreaterThanOrEqual(until - 28 * DAY_MS);
  expect(Math.max(...times)).toBeLessThanOrEqual(until);
  const backwards = times.filter((time, index) => time < (times[index - 1] ?? 0)).length;
  expect(backwards).toBeLessThan(28 * 30);
});

test("the shop grows", () => {
  const first = calls.filter(({ timestamp }) => Number(timestamp) < until - 14 * DAY_MS).length;
  expect(first).toBeLessThan(0.46 * calls.length);
});

test("each step of the funnel loses some, and some arrive at its end", () => {
  const steps = [
    "Product Viewed",
    "Product Added",
    "Checkout Started",
    "Payment Info Entered",
    "Order Completed",
    "Order Refunded",
  ];
  const counts = steps.map((step) => named(step).length);
  expect(counts).toEqual(counts.toSorted((a, b) => b - a));
  expect(new Set(counts).size).toBe(counts.length);
  expect(counts.at(-1)).toBeGreaterThan(0);
});

test("visitors come from many places, browsers and pages that linked here", () => {
  const pages = calls.filter(({ type }) => type === "page");
  expect(distinct(pages.map((call) => contextOf(call, "location")))).toBeGreaterThan(20);
  expect(distinct(pages.map((call) => contextOf(call, "userAgent")))).toBeGreaterThan(8);
  expect(distinct(pages.map((call) => contextOf(call, "campaign")))).toBeGreaterThan(3);
});

test("people are anonymous until they sign up; afterwards all they do carries both ids", () => {
  const identified = calls.filter((call) => call.type === "identify");
  expect(identified.length).toBeGreaterThan(50);
  for (const { anonymousId, userId, timestamp } of identified) {
    const theirs = calls.filter((call) => call.anonymousId === anonymousId);
    expect(theirs.filter((call) => call.userId === undefined && call.timestamp > timestamp)).toEqual([]);
    expect(theirs.filter((call) => call.userId !== undefined && call.userId !== userId)).toEqual([]);
  }
  expect(identified[0]?.traits).toMatchObject({
    email: expect.stringMatching(/^[a-z.0-9]+@example\.com$/),
    age: expect.any(Number),
  });
});

test("some come back on another day", () => {
  const days = new Map<string, Set<number>>();
  for (const { anonymousId, timestamp } of calls) {
    const seen = days.get(anonymousId) ?? new Set();
    days.set(anonymousId, seen.add(Math.floor(Number(timestamp) / DAY_MS)));
  }
  const returning = [...days.values()].filter((seen) => seen.size > 1).length;
  expect(returning / days.size).toBeGreaterThan(0.15);
});

test("a firm's people join its group; forms are left and submitted", () => {
  expect(calls.some((call) => call.type === "group" && call.groupId.startsWith("co_"))).toBe(true);
  expect(named("Form Submitted").length).toBeGreaterThan(10);
  expect(named("Field Focused Out").length).toBeGreaterThan(named("Form Submitted").length);
});

test("live goes on without end, several visits side by side", () => {
  const live = shop(7).live();
  const some = Array.from({ length: 500 }, () => live.next().value);
  expect(distinct(some.slice(0, 20).map(({ anonymousId }) => anonymousId))).toBeGreaterThan(2);
});
