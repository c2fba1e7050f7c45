import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createCalendar } from "#core/calendar.ts";
import type { JsonObject } from "#core/json.ts";
import { createCohortTally, includesPeopleWithoutEvents, needsOfCohort } from "#query/cohort.ts";
import { memberOf } from "#query/filter.ts";
import type { PersonHistory } from "#core/history.ts";
import { naiveMember } from "../oracle/member.ts";
import { condition, NOW, person } from "./arbitrary-people.ts";
import { casesOf, contextOf, differences, peopleOf, questionOf } from "./cases.ts";

const context = { now: NOW, calendar: createCalendar("UTC", "sunday") };

describe("what the cases say", () => {
  test.each(casesOf("cohort"))("$name", (one) => {
    const question = questionOf(one, "cohort");
    const tally = createCohortTally(question, contextOf(question));
    for (const person of peopleOf(one)) tally.add(person);
    expect(differences(one.expect, tally.answer())).toEqual([]);
  });
});

describe("what no case says", () => {
  /** Is somebody in the cohort who did x at these moments, in a zone an hour east of UTC? */
  const isMember = (where: JsonObject, moments: string[], traits: JsonObject = {}) => {
    const question = questionOf(
      { query: { kind: "cohort", now: "2024-06-30T12:00:00Z", timezone: "Africa/Lagos", where } },
      "cohort",
    );
    const [person] = peopleOf({
      persons: [{ distinctIds: ["p"], properties: traits }],
      events: moments.map((timestamp) => ({ distinctId: "p", event: "x", timestamp, properties: { price: "3" } })),
    });
    return person !== undefined && memberOf(question.where, person, contextOf(question));
  };
  const did = { event: "x" };

  test.each<[string, JsonObject, string[], boolean]>([
    [
      "fixed days are whole local ones: the first",
      { did, within: { from: "2024-06-10" } },
      ["2024-06-09T23:00:00Z"],
      true,
    ],
    ["and no more", { did, within: { from: "2024-06-10" } }, ["2024-06-09T22:59:59.999Z"], false],
    ["the last", { did, within: { to: "2024-06-10" } }, ["2024-06-10T22:59:59.999Z"], true],
    ["and no more", { did, within: { to: "2024-06-10" } }, ["2024-06-10T23:00:00Z"], false],
    ["what comes after now doesn't count", { did }, ["2024-06-30T12:00:00.001Z"], false],
    ["now itself does", { did }, ["2024-06-30T12:00:00Z"], true],
    [
      "the first time must lie before the end too",
      { firstTime: did, within: { to: "2024-06-01" } },
      ["2024-06-20T00:00:00Z"],
      false,
    ],
    ["up to n times, or never", { did, count: { op: "lte", value: 2 }, zeroCounts: true }, [], true],
    [
      "text numbers are summed",
      { aggregate: did, math: "sum", property: "price", op: "eq", value: 6 },
      ["2024-06-01T00:00:00Z", "2024-06-02T00:00:00Z"],
      true,
    ],
    ["nothing has no sum", { aggregate: did, math: "sum", property: "price", op: "lt", value: 6 }, [], false],
  ])("%s", (_, where, moments, expected) => {
    expect(isMember(where, moments)).toBe(expected);
  });

  test("joined in the last 30 days, whether a day or an instant says so", () => {
    const joined = (day: string) =>
      isMember({ person: "joined", op: "date_after", value: { ago: { value: 30, unit: "day" } } }, [], { joined: day });
    expect(
      ["2024-06-01", "2024-05-31", "2024-05-31T12:00:00.001Z", "2024-05-31T12:00:00Z", "soon"].map(joined),
    ).toEqual([true, false, true, false, false]);
  });

  test("a list that is too long keeps its beginning, and counts everybody", () => {
    const question = questionOf({ query: { kind: "cohort", where: { person: "a", op: "is_not_set" } } }, "cohort");
    const tally = createCohortTally(question, context, 2);
    for (const id of ["e", "b", "d", "a", "c"]) tally.add({ id, trait: () => undefined, events: [] });
    expect(tally.answer()).toEqual({ count: 5, base: 5, people: ["a", "b"] });
  });
});

describe("of anybody and any cohort", () => {
  test("membership is what the words say", () => {
    fc.assert(
      fc.property(condition, person, (where, somebody) => {
        expect(memberOf(where, somebody, context)).toBe(naiveMember(where, somebody, NOW));
      }),
      { numRuns: 3_000 },
    );
  });

  test("what a question says it needs is enough to answer it", () => {
    fc.assert(
      fc.property(condition, person, (where, somebody) => {
        const needs = needsOfCohort({ kind: "cohort", where }, context);
        const known = (list: string[], key: string) => {
          if (!list.includes(key)) throw new Error(`nobody said that ${key} is needed`);
        };
        const needed: PersonHistory = {
          id: somebody.id,
          trait: (key) => (known(needs.traits, key), somebody.trait(key)),
          events: somebody.events
            .filter(({ name, done }) => needs.names.includes(name) || (needs.any && done))
            .filter(({ ts }) => ts >= needs.from && ts <= needs.to)
            .map((event) => ({ ...event, property: (key) => (known(needs.properties, key), event.property(key)) })),
        };
        expect(memberOf(where, needed, context)).toBe(memberOf(where, somebody, context));
        if (needed.events.length === 0 && memberOf(where, needed, context)) {
          expect(includesPeopleWithoutEvents(where)).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
