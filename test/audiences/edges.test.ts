import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileEdges } from "#audiences/edges.ts";
import { createCalendar } from "#core/calendar.ts";
import type { Condition } from "#core/question.ts";
import { compileMembership } from "#query/filter.ts";
import type { PersonHistory } from "#core/history.ts";
import { condition, NOW, person } from "../query/arbitrary-people.ts";

const HOUR = 3_600_000;
const calendar = createCalendar("UTC", "sunday");
const isMember = (where: Condition, who: PersonHistory, now: number): boolean =>
  compileMembership(where, { now, calendar })(who);

const span = fc.oneof(
  fc.record({ value: fc.integer({ min: 1, max: 50 }), unit: fc.constant("hour" as const) }),
  fc.constantFrom(
    { value: 0.0001, unit: "second" as const },
    { value: 1.00015, unit: "hour" as const },
    { value: 0.0007, unit: "second" as const },
  ),
);
const ago = fc
  .record({ op: fc.constantFrom("date_before", "date_after"), span })
  .map(({ op, span: value }) => ({ op, value: { ago: value } })) as fc.Arbitrary<{ op: "date_before" }>;

/** Conditions in which time matters in every way there is. */
const timely: fc.Arbitrary<Condition> = fc.oneof(
  { weight: 4, arbitrary: condition },
  { weight: 1, arbitrary: ago.map((rest) => ({ person: "p", ...rest })) },
  { weight: 1, arbitrary: ago.map((rest) => ({ did: { event: "a", filter: { property: "p", ...rest } } })) },
  { weight: 1, arbitrary: span.map((within) => ({ did: { event: null }, within })) },
  {
    weight: 1,
    arbitrary: fc.record({
      regularly: fc.constant({ event: "a" }),
      every: span,
      periods: fc.integer({ min: 1, max: 6 }),
      atLeast: fc.integer({ min: 1, max: 2 }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ did: { event: "a" }, within: { from: "2024-06-29" } }) },
  { weight: 1, arbitrary: fc.constant({ did: { event: "a" }, within: { to: "2024-07-02" } }) },
);

/** With dates among their traits and properties, a millisecond apart. */
const dated: fc.Arbitrary<PersonHistory> = fc
  .record({ person, shift: fc.integer({ min: -40 * HOUR, max: 3 * HOUR }), by: fc.integer({ min: -2, max: 2 }) })
  .map(({ person: who, shift, by }) => {
    const date = new Date(NOW + shift + by).toISOString();
    return {
      ...who,
      trait: (key) => (key === "p" ? date : who.trait(key)),
      events: who.events.map((event) => ({
        ...event,
        ts: event.ts + by,
        property: (key: string) => (key === "p" ? date : event.property(key)),
      })),
    };
  });

describe("the next moment at which somebody may enter or leave by themselves", () => {
  test("before it, nothing changes", () => {
    let changes = 0;
    fc.assert(
      fc.property(
        timely,
        fc.oneof(person, dated),
        fc.integer({ min: 0, max: 90 * HOUR }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 }),
        (where, who, before, places) => {
          const edge = compileEdges(where);
          let now = NOW - before;
          // From edge to edge, as the object goes.
          for (let step = 0; step < 40; step += 1) {
            const next = edge(who, now);
            const end = next ?? now + 300 * HOUR;
            expect(end).toBeGreaterThan(now);
            const here = isMember(where, who, now);
            const between = [now + 1, end - 1, ...places.map((place) => Math.floor(now + place * (end - now)))];
            for (const t of between) if (t > now && t < end) expect([t, isMember(where, who, t)]).toEqual([t, here]);
            if (next === null) return;
            if (isMember(where, who, next) !== here) changes += 1;
            now = next;
          }
        },
      ),
      { numRuns: 3_000 },
    );
    // Or it would say nothing.
    expect(changes).toBeGreaterThan(500);
  });

  const events = (...hours: number[]) =>
    hours.map((hour, seq) => ({ ts: NOW + hour * HOUR, seq, name: "a", done: true, property: () => undefined }));
  const within = { value: 10, unit: "hour" as const };
  test.each<[string, Condition, number[], number | null]>([
    ["an event falls out of its window", { did: { event: "a" }, within }, [-30, -4, -2], 6],
    ["ever is for ever", { did: { event: "a" } }, [-30, -4], null],
    ["what lies ahead comes", { did: { event: "a" } }, [-30, 5], 5],
    ["fixed moments stay", { did: { event: "a" }, within: { from: "2024-06-01", to: "2024-06-30" } }, [-4, 5], null],
    ["other events don't matter", { did: { event: "b" }, within }, [-4], null],
    ["a period goes by", { regularly: { event: "a" }, every: within, periods: 3, atLeast: 2 }, [-4, -12], 6],
    ["first ever, lately", { firstTime: { event: "a" }, within }, [-4, -3], 6],
  ])("%s", (_, where, hours, expected) => {
    const next = compileEdges(where)(
      { id: "u:1", trait: () => undefined, events: events(...hours.toSorted((a, b) => a - b)) },
      NOW,
    );
    expect(next === null ? null : (next - NOW) / HOUR).toBe(expected);
  });
});
