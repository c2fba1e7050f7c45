import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createCalendar } from "#core/calendar.ts";
import { Question } from "#core/question.ts";
import { createFunnelTally } from "#query/funnel.ts";
import { findFunnelPeople, groupsShown } from "#query/funnel-people.ts";
import { type NaiveEvent, type NaiveFunnel, naiveFunnel } from "../oracle/funnel-naive.ts";
import { peopleOf } from "./cases.ts";

const START = Date.parse("2024-03-01T00:00:00Z");
const SECOND = 1_000;
const NAMES = ["A", "B", "C", "X"];

type Steps = string[][];

/** Each event fills one step, or the same step again: then it is plain which event of an instant was taken. */
const plainSteps: fc.Arbitrary<Steps> = fc.array(fc.constantFrom(["A"], ["B"], ["C"]), { minLength: 1, maxLength: 4 });
const overlappingSteps: fc.Arbitrary<Steps> = fc.array(fc.subarray(["A", "B", "C"], { minLength: 1 }), {
  minLength: 1,
  maxLength: 4,
});

/** Funnels over 12 seconds of which events before and after don't count. */
const funnelOf = (steps: fc.Arbitrary<Steps>): fc.Arbitrary<NaiveFunnel> =>
  fc.record({
    steps,
    order: fc.constantFrom("ordered", "strict", "unordered"),
    windowMs: fc.integer({ min: 1, max: 8 }).map((seconds) => seconds * SECOND),
    from: fc.constant(START + 2 * SECOND),
    to: fc.constant(START + 12 * SECOND),
    exclusions: fc.array(
      fc.record({ names: fc.constant(["X"]), fromStep: fc.nat({ max: 2 }), toStep: fc.integer({ min: 1, max: 3 }) }),
      { maxLength: 2 },
    ),
    exclusionMode: fc.constantFrom("discard", "stop"),
    countBy: fc.constantFrom("uniques", "uniques", "totals", "sessions"),
    reentry: fc.constantFrom("any", "any", "first"),
    convertUntil: fc.constantFrom("window", "range"),
    breakdown: fc.option(
      fc.record({
        attribution: fc.constantFrom("first", "last", "all", "step"),
        step: fc.nat({ max: 3 }),
        limit: fc.integer({ min: 1, max: 4 }),
      }),
      { nil: undefined },
    ),
  });

const eventsAt = (ats: fc.Arbitrary<number[]>): fc.Arbitrary<NaiveEvent[]> =>
  ats.chain((list) =>
    fc.tuple(
      ...list.map((at) =>
        fc.record({
          at: fc.constant(START + at * SECOND),
          person: fc.constantFrom("u1", "u2"),
          name: fc.constantFrom(...NAMES),
          value: fc.constantFrom("x", "y", "z", "", undefined),
          session: fc.constantFrom("s1", "s2", undefined),
        }),
      ),
    ),
  );

const second = fc.nat({ max: 16 });
const withTies = eventsAt(fc.array(second, { maxLength: 12 }));
/** One person, three instants: here it matters which event of an instant fills which step. */
const crowded = eventsAt(fc.array(fc.integer({ min: 2, max: 4 }), { minLength: 4, maxLength: 9 })).map((events) =>
  events.map((event): NaiveEvent => ({ ...event, person: "u1" })),
);
const withoutTies = eventsAt(fc.uniqueArray(second, { maxLength: 12 }));

/** What a question can't ask is left out of the random funnel. */
function asked(funnel: NaiveFunnel): NaiveFunnel {
  const last = funnel.steps.length - 1;
  return {
    ...funnel,
    exclusions: funnel.exclusions.flatMap(({ names, fromStep, toStep }) => {
      if (funnel.order === "unordered") return last > 0 ? { names, fromStep: 0, toStep: last } : [];
      return fromStep < toStep && toStep <= last ? { names, fromStep, toStep } : [];
    }),
    breakdown: funnel.breakdown && { ...funnel.breakdown, step: Math.min(funnel.breakdown.step, last) },
  };
}

function questionOf({ steps, exclusions, windowMs, from, to, breakdown, ...rest }: NaiveFunnel) {
  const selector = (names: string[]) => ({ anyOf: names.map((event) => ({ event })) });
  const question = Question.parse({
    kind: "funnel",
    ...rest,
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    window: { value: windowMs / SECOND, unit: "second" },
    steps: steps.map(selector),
    exclusions: exclusions.map(({ names, ...between }) => ({ ...selector(names), ...between })),
    breakdown: breakdown && { source: "event", key: "value", ...breakdown },
  });
  if (question.kind !== "funnel") throw new Error("this is no funnel");
  return question;
}

const context = { now: START, calendar: createCalendar("UTC", "monday") };

function counted(funnel: NaiveFunnel, events: NaiveEvent[]) {
  const question = questionOf(funnel);
  const people = peopleOf({
    events: events.map(({ person, at, name, value, session }) => ({
      distinctId: person,
      event: name,
      timestamp: new Date(at).toISOString(),
      properties: { ...(value !== undefined && { value }), ...(session !== undefined && { $session_id: session }) },
    })),
  });
  const tally = createFunnelTally(question, context);
  for (const person of people) tally.add(person);
  const answer = tally.answer();
  return { question, people, answer, groups: new Map(Object.entries(answer.breakdown ?? { "": answer.steps ?? [] })) };
}

const count = ({ count: people }: { count: number }) => people;

test.each([
  { what: "events at one instant", steps: plainSteps, events: withTies },
  { what: "events that fill several steps", steps: overlappingSteps, events: withoutTies },
])("agrees with trying every chain: $what", ({ steps, events }) => {
  fc.assert(
    fc.property(funnelOf(steps).map(asked), events, (funnel, happened) => {
      const expected = naiveFunnel(funnel, happened);
      const { groups } = counted(funnel, happened);
      expect(new Set(groups.keys())).toEqual(new Set(expected.keys()));
      for (const [group, naive] of expected) {
        const got = groups.get(group) ?? [];
        expect(got.map(({ count: people }) => people)).toEqual(naive.map(count));
        for (const [step, { avgSeconds, medianSeconds }] of naive.entries()) {
          expect(got[step]?.avgSeconds ?? 0).toBeCloseTo(avgSeconds ?? 0, 9);
          expect(got[step]?.medianSeconds ?? 0).toBeCloseTo(medianSeconds ?? 0, 9);
        }
      }
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  { what: "few", events: withTies },
  { what: "many", events: crowded },
])("gets as far as any chain does, when events of one instant fill several steps: $what", ({ events }) => {
  const funnel = funnelOf(overlappingSteps)
    .map(asked)
    .map((one): NaiveFunnel => ({ ...one, exclusions: [], reentry: "any", countBy: "uniques" }));
  fc.assert(
    fc.property(funnel, events, (one, happened) => {
      const expected = naiveFunnel(one, happened);
      const { groups } = counted(one, happened);
      const counts = (steps: Map<string, { count: number }[]>) =>
        Object.fromEntries([...steps].map(([group, list]) => [group, list.map(count)]));
      expect(counts(groups)).toEqual(counts(expected));
    }),
    { numRuns: 2_000 },
  );
});

test("every count of people has as many in its list, and as many in the list of those who dropped", () => {
  fc.assert(
    fc.property(funnelOf(overlappingSteps).map(asked), withTies, (one, happened) => {
      const { question, people, answer, groups } = counted({ ...one, countBy: "uniques" }, happened);
      const shown = answer.breakdown ? groupsShown(answer) : null;
      for (const [group, steps] of groups) {
        steps.forEach(({ count: reached, dropped }, index) => {
          const cell = { step: index + 1, ...(shown && { breakdown: group }) };
          const listed = (isDropped: boolean) => {
            const find = findFunnelPeople(question, [{ ...cell, dropped: isDropped }], context, shown);
            return people.filter((person) => find(person)[0] !== null).length;
          };
          expect(listed(false)).toBe(reached);
          expect(listed(true)).toBe(dropped ?? 0);
        });
      }
    }),
    { numRuns: 500 },
  );
});
