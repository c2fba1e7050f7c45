import { describe, expect, test } from "vitest";
import { createCalendar } from "#core/calendar.ts";
import type { Condition } from "#core/question.ts";
import { compileMembership } from "#query/filter.ts";
import type { PersonHistory } from "#core/history.ts";
import { withoutTraits } from "#query/people-prefilter.ts";

const context = { now: 1_000, calendar: createCalendar("UTC", "monday") };
const somebody = (buys: number, plan?: string): PersonHistory => ({
  id: "u:1",
  trait: (key) => (key === "plan" ? plan : undefined),
  events: Array.from({ length: buys }, (_, seq) => ({
    ts: seq,
    seq,
    name: "Buy",
    done: true,
    property: () => undefined,
  })),
});

const twice: Condition = { did: { event: "Buy" }, count: { op: "gte", value: 2 } };
const pro: Condition = { person: "plan", op: "eq", value: "pro" };
const proBuys: Condition = { did: { event: "Buy", filter: pro } };

/** Whether somebody may be in it who bought that many times. */
const CASES: readonly [name: string, where: Condition, none: boolean, two: boolean][] = [
  ["what was done decides", twice, false, true],
  ["beside a trait", { and: [pro, twice] }, false, true],
  ["a trait is enough", { or: [pro, twice] }, true, true],
  ["under a negation", { not: { or: [pro, twice] } }, true, false],
  ["under two", { not: { not: { and: [pro, twice] } } }, false, true],
  ["in another cohort", { inCohort: { and: [pro, twice] } }, false, true],
  ["what a trait filters may be anything", { and: [{ not: proBuys }, twice] }, false, true],
  [
    "also of sequences",
    { sequence: [{ event: "Buy" }, { event: "Buy", filter: pro }], gap: { value: 1, unit: "day" } },
    true,
    true,
  ],
];

describe("who may be in a cohort, before traits are known", () => {
  test.each(CASES)("%s", (_, where, none, two) => {
    const mayBe = compileMembership(withoutTraits(where), context);
    expect([mayBe(somebody(0)), mayBe(somebody(2))]).toEqual([none, two]);
  });

  test.each(CASES)("nobody who is in it is left out: %s", (_, where) => {
    const is = compileMembership(where, context);
    const mayBe = compileMembership(withoutTraits(where), context);
    for (const person of [0, 1, 2].flatMap((buys) => [somebody(buys), somebody(buys, "pro"), somebody(buys, "free")]))
      if (is(person)) expect(mayBe(person)).toBe(true);
  });
});
