import { describe, expect, test } from "vitest";
import type { JsonObject } from "#core/json.ts";
import type { FunnelQuestion } from "#core/question.ts";
import { createFunnelTally } from "#query/funnel.ts";
import { needsOfFunnel } from "#query/funnel-needs.ts";
import { findFunnelPeople, groupsShown } from "#query/funnel-people.ts";
import type { PersonHistory } from "#core/history.ts";
import { type Case, casesOf, contextOf, differences, peopleOf, questionOf } from "./cases.ts";

function tallied(people: PersonHistory[], question: FunnelQuestion) {
  const tally = createFunnelTally(question, contextOf(question));
  for (const person of people) tally.add(person);
  return tally.answer();
}

/** The answer, with the lists the question asks for. */
function answer(one: Pick<Case, "events" | "persons">, question: FunnelQuestion) {
  const context = contextOf(question);
  const people = peopleOf(one);
  const counted = tallied(people, question);
  const shown = counted.breakdown ? groupsShown(counted, question.breakdown?.other) : null;
  const find = findFunnelPeople(question, question.people ?? [], context, shown);
  const found = people.map(find);
  const lists = question.people?.map((_, cell) => ({
    ids: found.flatMap((cells) => cells[cell]?.id ?? []).toSorted(),
  }));
  return { ...counted, people: lists };
}

describe("what the cases say", () => {
  test.each(casesOf("funnel"))("$name", (one) => {
    expect(differences(one.expect, answer(one, questionOf(one, "funnel")))).toEqual([]);
  });
});

const ask = (query: JsonObject): FunnelQuestion =>
  questionOf({ query: { kind: "funnel", from: "2024-01-01", to: "2024-01-31", ...query } }, "funnel");
const named = (...names: string[]) => names.map((event) => ({ event }));

/** Who did what in which minute of January 2nd: `u1 A 0`, with a value of k if need be: `u1 A 0 Chrome`. */
const happened = (...lines: string[]): Pick<Case, "events"> => ({
  events: lines.map((line) => {
    const [distinctId = "", event = "", minute, k] = line.split(" ");
    const timestamp = new Date(Date.parse("2024-01-02T00:00:00Z") + Number(minute) * 60_000).toISOString();
    return { distinctId, event, timestamp, properties: k === undefined ? {} : { k } };
  }),
});
const counts = (steps: { count: number }[] | undefined) => steps?.map(({ count }) => count);

describe("events of one instant", () => {
  test("are taken in the order that leads furthest", () => {
    const steps = [{ event: "A" }, { anyOf: named("B", "C") }, { event: "C" }];
    expect(counts(answer(happened("u1 C 0", "u1 B 0", "u1 A 0"), ask({ steps })).steps)).toEqual([1, 1, 1]);
  });

  test("are kept for a later step that needs them, also where others have to change steps for it", () => {
    const steps = [
      { event: "A" },
      { anyOf: named("P", "Q") },
      { anyOf: named("R", "S") },
      { event: "R" },
      { event: "P" },
    ];
    const events = happened("u1 A 0", "u1 P 1", "u1 Q 1", "u1 R 1", "u1 S 1");
    expect(counts(answer(events, ask({ steps })).steps)).toEqual([1, 1, 1, 1, 1]);
  });
});

test("each step says what share got there, how many didn't, and how long it took", () => {
  const events = happened("u1 A 0", "u1 B 1", "u2 A 0", "u2 B 3", "u3 A 0");
  expect(answer(events, ask({ steps: named("A", "B", "C") })).steps).toEqual([
    { count: 3, percentOfFirst: 100, percentOfPrevious: null, dropped: null, avgSeconds: null, medianSeconds: null },
    { count: 2, percentOfFirst: 66.67, percentOfPrevious: 66.67, dropped: 1, avgSeconds: 120, medianSeconds: 120 },
    { count: 0, percentOfFirst: 0, percentOfPrevious: 0, dropped: 2, avgSeconds: null, medianSeconds: null },
  ]);
});

test("a bucket of the trend is final once nobody who entered in it can convert any more", () => {
  const question = ask({
    steps: named("A", "B"),
    view: "trend",
    window: { value: 1, unit: "day" },
    from: "2024-01-02",
    to: "2024-01-04",
    now: "2024-01-05T12:00:00Z",
  });
  expect(answer(happened("u1 A 0", "u1 B 1"), question).trend).toMatchObject([
    { bucket: "2024-01-02", entered: 1, converted: 1, rate: 100, final: true },
    { bucket: "2024-01-03", entered: 0, converted: 0, rate: 0, final: true },
    { bucket: "2024-01-04", entered: 0, converted: 0, rate: 0, final: false },
  ]);
});

test("a person whose groups are folded counts once in $other, by the furthest, in steps, trend and lists", () => {
  const events = happened("u1 A 0 x", "u1 A 0 y", "u1 B 1 y", "u2 A 0 z", "u3 A 0 z");
  const question = ask({
    steps: named("A", "B"),
    breakdown: { source: "event", key: "k", attribution: "all", limit: 1 },
    view: "trend",
    from: "2024-01-02",
    to: "2024-01-02",
    people: [
      { step: 2, breakdown: "$other" },
      { step: 2, breakdown: "$other", dropped: true },
    ],
  });
  const { breakdown = {}, trend, people } = answer(events, question);
  expect(Object.keys(breakdown)).toEqual(["z", "$other"]);
  expect(counts(breakdown["$other"])).toEqual([1, 1]);
  expect(trend).toMatchObject({ $other: [{ entered: 1, converted: 1 }] });
  expect(people).toEqual([{ ids: ["u1"] }, { ids: [] }]);
});

test("more values at a step than one person may have are counted in $other", () => {
  const lines = Array.from({ length: 60 }, (_, index) => `u1 A ${index} v${index}`);
  const question = ask({
    steps: named("A"),
    breakdown: { source: "event", key: "k", attribution: "step", step: 0, limit: 50 },
  });
  const { breakdown = {}, notes } = answer(happened(...lines), question);
  expect(Object.keys(breakdown)).toHaveLength(51);
  expect(counts(breakdown["$other"])).toEqual([1]);
  expect(notes).toHaveLength(1);
});

test("totals and sessions can be broken down too", () => {
  const events = happened("u1 A 0 x", "u1 B 1", "u1 A 2 y", "u1 B 3", "u2 A 0 z");
  const breakdown = { source: "event", key: "k", attribution: "step", step: 0 };
  const totals = answer(events, ask({ steps: named("A", "B"), countBy: "totals", breakdown })).breakdown;
  expect(Object.entries(totals ?? {}).map(([name, steps]) => [name, counts(steps)])).toEqual([
    ["x", [1, 1]],
    ["y", [1, 1]],
    ["z", [1, 0]],
  ]);
});

test("those who dropped are listed with what they did last", () => {
  const people = peopleOf(happened("u1 A 0", "u1 help 5", "u2 A 0", "u2 B 1"));
  const question = ask({ steps: named("A", "B") });
  const find = findFunnelPeople(question, [{ step: 2, dropped: true }], contextOf(question), null);
  expect(people.map((person) => find(person)[0]?.lastEvent?.name ?? null)).toEqual(["help", null]);
});

describe("what it needs of histories", () => {
  const steps = [{ event: "A", filter: { property: "p", value: 1 } }, { event: "B" }];
  const needs = (query: JsonObject, cell?: { step: number; dropped: boolean }) => {
    const question = ask({ steps, ...query });
    return needsOfFunnel(question, contextOf(question), cell);
  };

  test("the events of its steps and exclusions, until the last window ends", () => {
    const exclusions = [{ event: "X", fromStep: 0, toStep: 1 }];
    const breakdown = { source: "person", key: "plan" };
    expect(needs({ exclusions, breakdown, countBy: "sessions", window: { value: 1, unit: "day" } })).toEqual({
      any: false,
      names: ["A", "B", "X"],
      from: Date.parse("2024-01-01T00:00:00Z"),
      to: Date.parse("2024-02-02T00:00:00Z") - 1,
      properties: ["p", "$session_id"],
      traits: ["plan"],
    });
  });

  test("everything people did for strict order, and for what they did last", () => {
    const names = ["A", "B"];
    expect(needs({ order: "strict" })).toMatchObject({ any: true, names });
    expect(needs({}, { step: 2, dropped: true })).toMatchObject({ any: true, names });
    expect(needs({}, { step: 2, dropped: false })).toMatchObject({ any: false, names });
  });
});

describe("a person with 50,000 events", () => {
  const many = (every: number): PersonHistory[] => [
    {
      id: "u1",
      trait: () => undefined,
      events: Array.from({ length: 50_000 }, (_, seq) => {
        const ts = Date.parse("2024-01-02T00:00:00Z") + Math.floor(seq / every) * 1_000;
        return { ts, seq, name: ["A", "B", "C"][seq % 3] ?? "", done: true, property: () => undefined };
      }),
    },
  ];
  const steps = [...named("A", "B"), { event: null }, { anyOf: named("A", "C") }, { event: "D" }];

  // Anything worse than about events × steps doesn't end within the time a test has.
  test.each(["ordered", "strict", "unordered"])("is walked once: %s", (order) => {
    for (const every of [1, 10, 50_000]) {
      expect(counts(tallied(many(every), ask({ steps, order })).steps)).toEqual([1, 1, 1, 1, 0]);
    }
  });
});
