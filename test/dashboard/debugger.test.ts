import { describe, expect, it } from "vitest";
import { REFUSALS } from "#core/refusal.ts";
import { ADVICE } from "#dashboard/screens/debugger/advice.ts";
import { compare } from "#dashboard/screens/debugger/compare.ts";
import { holds, inOrder, type RefusedSample, verdictOfSample } from "#dashboard/screens/debugger/verdict.ts";

it("says what to do about every reason there is, and about no other", () => {
  expect(Object.keys(ADVICE).toSorted()).toEqual(Object.keys(REFUSALS).toSorted());
  for (const advice of Object.values(ADVICE)) expect(advice).toMatch(/^[A-Z].*\.$/s);
});

describe("what was received beside what is stored", () => {
  it("tells what stayed, was added, changed or dropped, by its whole name", () => {
    const received = { event: "Bought", context: { page: { path: "/a" } }, userId: 7, extra: true };
    const stored = { event: "Bought", context: { page: { path: "/b" } }, userId: "7", city: "Graz" };
    expect(compare(received, stored)).toEqual([
      { field: "event", received: "Bought", stored: "Bought", how: "same" },
      { field: "context.page.path", received: "/a", stored: "/b", how: "changed" },
      { field: "userId", received: "7", stored: "7", how: "same" },
      { field: "extra", received: "true", stored: undefined, how: "dropped" },
      { field: "city", received: undefined, stored: "Graz", how: "added" },
    ]);
  });

  it("leaves out what is empty, and keeps zeros, false and lists", () => {
    const stored = { a: null, b: "", c: {}, zero: 0, no: false, list: [1, { x: 2 }] };
    expect(compare({}, stored).map(({ field, stored: text }) => [field, text])).toEqual([
      ["zero", "0"],
      ["no", "false"],
      ["list", '[1,{"x":2}]'],
    ]);
  });
});

describe("lines", () => {
  const sample = (given: Partial<RefusedSample>): RefusedSample => ({
    id: 1,
    source: 2,
    at: "2026-01-01T00:00:00Z",
    reason: "json_invalid",
    detail: "",
    sample: "",
    ...given,
  });
  const reasons = { json_invalid: "The body was not valid JSON." };

  it.each([
    ['{"event":"Bought","type":"track"}', "Bought"],
    ['{"type":"page","name":"Home"}', "Home"],
    ['{"type":"identify"}', "identify"],
    ['{"event":7}', "An event"],
    ["{oops", "An event"],
    ["", "A request"],
  ])("a refused %s is called %s", (text, title) => {
    expect(verdictOfSample(sample({ sample: text }), reasons)).toMatchObject({ title, about: reasons.json_invalid });
  });

  it("are found by any value in them, in any case, and stand newest first", () => {
    const old = verdictOfSample(sample({ id: 1, sample: '{"properties":{"sku":"TENT-2"}}' }), reasons);
    const young = verdictOfSample(sample({ id: 2, at: "2026-01-02T00:00:00Z" }), reasons);
    expect(inOrder([old, young])).toEqual([young, old]);
    expect([holds(old, "tent-2"), holds(young, "tent-2"), holds(young, "NOT VALID"), holds(young, "  ")]).toEqual([
      true,
      false,
      true,
      true,
    ]);
  });
});
