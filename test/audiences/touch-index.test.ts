import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { HistoryEvent, PersonHistory } from "#core/history.ts";
import { createTouchIndex } from "#audiences/touch-index.ts";
import { watchAudience, watchEvent } from "#audiences/watch.ts";
import { createCalendar } from "#core/calendar.ts";
import type { Condition } from "#core/question.ts";
import { includesPeopleWithoutEvents } from "#query/cohort.ts";
import { compileMembership, compileSelector } from "#query/filter.ts";
import { needsOfCondition } from "#query/needs.ts";
import { condition, NOW, person } from "../query/arbitrary-people.ts";

const context = { now: NOW, calendar: createCalendar("UTC", "sunday") };
const language = {
  isMember: compileMembership,
  selects: compileSelector,
  needs: needsOfCondition,
  includesPeopleWithoutEvents,
};
const isMember = (where: Condition, who: PersonHistory): boolean => compileMembership(where, context)(who);
const watch = (id: number, where: Condition) => watchAudience(id, where, language, context);
const indexOf = (where: Condition) => createTouchIndex([watch(1, where)], []);
const seen = ({ name, done }: HistoryEvent) => ({ name, done, isBot: false, traitKeys: [] });

describe("what an event touches", () => {
  test("is whatever it can make a difference to", () => {
    let differences = 0;
    fc.assert(
      fc.property(condition, person, fc.nat(), (where, who, which) => {
        const event = who.events[which % Math.max(1, who.events.length)];
        if (!event) return;
        const without = { ...who, events: who.events.filter((one) => one !== event) };
        if (isMember(where, who) === isMember(where, without)) return;
        differences += 1;
        expect(indexOf(where).touched(seen(event)).byEvent.size).toBe(1);
      }),
      { numRuns: 4_000 },
    );
    expect(differences).toBeGreaterThan(80);
  });

  test("and a trait likewise", () => {
    let differences = 0;
    fc.assert(
      fc.property(condition, person, fc.constantFrom("p", "q"), (where, who, key) => {
        const without = { ...who, trait: (asked: string) => (asked === key ? undefined : who.trait(asked)) };
        if (isMember(where, who) === isMember(where, without)) return;
        differences += 1;
        const told = { name: "User Identified", done: false, isBot: true, traitKeys: [key] };
        expect(indexOf(where).touched(told).byTrait.size).toBe(1);
      }),
      { numRuns: 4_000 },
    );
    expect(differences).toBeGreaterThan(50);
  });

  test("what is kept of events is enough to tell who is a member", () => {
    fc.assert(
      fc.property(condition, condition, person, (where, other, who) => {
        const index = createTouchIndex([watch(1, where), watch(2, other)], []);
        const events = who.events.flatMap((event) => {
          const kept = index.kept(event.name, event.done);
          return kept === null
            ? []
            : [{ ...event, property: (key: string) => (kept.has(key) ? event.property(key) : undefined) }];
        });
        expect(isMember(where, { ...who, events })).toBe(isMember(where, who));
      }),
      { numRuns: 2_000 },
    );
  });

  test("is nothing of a thousand audiences that look at other events", () => {
    const others = Array.from({ length: 1_000 }, (_, at) =>
      watch(at + 1, {
        and: [
          { did: { event: `Other ${at}`, filter: { property: `p${at}`, value: 1 } } },
          { person: `t${at}`, value: 1 },
        ],
      }),
    );
    const index = createTouchIndex([...others, watch(2_000, { did: { event: "a" } })], []);
    const touched = index.touched({ name: "a", done: true, isBot: false, traitKeys: ["gender"] });
    expect([...touched.byEvent].map(({ audience }) => audience)).toEqual([2_000]);
    expect(touched.byTrait.size).toBe(0);
    expect(index.kept("a", true)).toEqual(new Set());
    expect(index.kept("b", true)).toBeNull();
  });

  test("a bot does nothing, but what it says of somebody counts, as in reports", () => {
    const index = createTouchIndex(
      [watch(1, { person: "plan", value: "pro" }), watch(2, { did: { event: null } })],
      [],
    );
    const touched = index.touched({ name: "User Identified", done: false, isBot: true, traitKeys: ["plan"] });
    expect([touched.byEvent.size, touched.byTrait.size]).toEqual([0, 1]);
    expect(index.touched({ name: "View", done: true, isBot: true, traitKeys: [] }).byEvent.size).toBe(0);
  });

  test("an automation that waits for an event is told of it, and keeps what its filter looks back at", () => {
    const first: Condition = { did: { event: "b" }, count: { op: "eq", value: 1 } };
    const waiting = watchEvent(7, { event: "a", filter: first }, language, context);
    const plain = watchEvent(8, { anyOf: [{ event: "a" }, { event: null }] }, language, context);
    const index = createTouchIndex([], [waiting, plain]);
    const touched = (name: string) =>
      index.touched({ name, done: true, isBot: false, traitKeys: [] }).triggers.map(({ automation }) => automation);
    expect([touched("a"), touched("b")]).toEqual([[7, 8], [8]]);
    expect([waiting.looksBack, plain.looksBack]).toEqual([true, false]);
    expect([index.kept("a", true), index.kept("b", true)]).toEqual([null, new Set()]);
  });
});
