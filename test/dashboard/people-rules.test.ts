import { describe, expect, test } from "vitest";
import type { Condition } from "#core/question.ts";
import { CohortQuestion } from "#core/question.ts";
import { VERBS, withSelector, withVerb } from "#dashboard/controls/people/behaviour-leaf.ts";
import { conditionWords } from "#dashboard/controls/people/condition-words.ts";
import { complete, inWords, knownFirst } from "#dashboard/controls/people/people-question.ts";
import { conditionOf, groupOf, isShown, type Leaf } from "#dashboard/controls/people/rules.ts";
import { templatesOf } from "#dashboard/controls/people/templates.ts";

const bought: Condition = { did: { event: "Order Completed" }, count: { op: "gte", value: 3 } };
const adult: Condition = { person: "age", op: "gt", value: 35 };
const pro: Condition = { person: "plan", value: "pro" };

describe("a people query as rules", () => {
  test.each<Condition>([
    { and: [bought, adult] },
    { or: [bought, adult] },
    { not: { or: [bought, adult] } },
    { not: { and: [bought, adult] } },
    { and: [bought, { or: [adult, { not: { or: [pro] } }] }] },
    { and: [] },
  ])("a condition and its rules say the same: %j", (condition) => {
    expect(conditionOf(groupOf(condition))).toEqual(condition);
  });

  test("one condition is a group of one; the negation of one is none of it", () => {
    expect(conditionOf(groupOf(bought))).toEqual({ and: [bought] });
    expect(conditionOf(groupOf({ not: bought }))).toEqual({ not: { or: [bought] } });
    expect(conditionOf(groupOf({ not: { not: bought } }))).toEqual({ not: { or: [{ not: { or: [bought] } }] } });
  });

  test("what lacks an event, a trait or a value is not asked yet", () => {
    const rules = [{ did: { event: "" } }, { person: "" }, { person: "age", op: "gt" as const }, adult].map((leaf) => ({
      leaf: leaf as Leaf,
    }));
    expect(
      conditionOf({ match: "all", rules: [...rules, { group: { match: "any", rules: rules.slice(0, 2) } }] }),
    ).toEqual({
      and: [adult],
    });
    expect(conditionOf({ match: "none", rules: rules.slice(0, 2) })).toEqual({ and: [] });
    expect(conditionOf({ match: "all", rules: [{ leaf: { person: "age", op: "is_set" } }] })).toEqual({
      and: [{ person: "age", op: "is_set" }],
    });
  });

  test("a comparison of numbers is asked once there is a number", () => {
    const asked = (value: string) =>
      conditionOf({ match: "all", rules: [{ leaf: { person: "age", op: "gt", value } }] });
    expect(asked("abc")).toEqual({ and: [] });
    expect(asked("35.5")).toEqual({ and: [{ person: "age", op: "gt", value: "35.5" }] });
  });

  test("what the builder can't show is told from what it can", () => {
    expect(isShown({ inCohort: bought })).toBe(false);
    expect(isShown({ did: { anyOf: [{ event: "A" }, { event: "B" }] } })).toBe(false);
    expect(isShown(bought as Leaf)).toBe(true);
    expect(isShown({ aggregate: { event: "A" }, math: "sum", property: "x", op: "gt", value: 1 })).toBe(true);
    // And is kept as it is.
    const elsewhere: Condition = { and: [{ inCohort: bought }, { did: { anyOf: [{ event: "A" }] } }] };
    expect(conditionOf(groupOf(elsewhere))).toEqual(elsewhere);
  });

  test("every way of asking can be asked of the server, and leads to every other", () => {
    for (const { value: from } of VERBS) {
      for (const { value: to } of VERBS) {
        const leaf = withVerb(withVerb({ did: { event: "A" }, within: { value: 7, unit: "day" } }, from), to);
        expect(Object.keys(leaf)).toContain(to);
        const whole =
          "sequence" in leaf
            ? { ...leaf, sequence: [leaf.sequence[0], { event: "B" }] }
            : "aggregate" in leaf
              ? { ...leaf, property: "revenue" }
              : leaf;
        expect(CohortQuestion.safeParse({ kind: "cohort", where: whole }).error).toBeUndefined();
        expect(JSON.stringify(withSelector(leaf, { event: "C" }))).toContain('"C"');
      }
    }
  });
});

describe("a people query in words", () => {
  test.each<[Condition, string]>([
    [{ and: [bought, adult] }, "did Order Completed at least 3 times and have age more than 35"],
    [{ didNot: { event: null } }, "never did anything"],
    [{ or: [pro, { person: "email", op: "is_not_set" }] }, "have plan pro or have email not set"],
    [
      { not: { or: [{ did: { event: "A" }, within: { from: "2026-03-01", to: "2026-03-31" } }] } },
      "are none of: did A from 2026-03-01 to 2026-03-31",
    ],
    [
      { regularly: { event: null }, every: { value: 1, unit: "day" }, periods: 7, atLeast: 3 },
      "did anything on 3 of the last 7 days",
    ],
    [
      { person: "createdAt", op: "date_after", value: { ago: { value: 30, unit: "day" } } },
      "have createdAt within the last 30 days",
    ],
    [
      { restarted: { event: "A" }, within: { value: 30, unit: "day" }, recent: { value: 7, unit: "day" } },
      "did A longer than 30 days ago, and again only in the last 7 days",
    ],
    [{ and: [] }, "are here at all"],
  ])("%j", (condition, words) => {
    expect(conditionWords(condition)).toBe(words);
  });

  test("a title is no longer than a line", () => {
    const where: Condition = { and: Array.from({ length: 20 }, () => bought) };
    expect(inWords({ kind: "cohort", where }).length).toBeLessThan(100);
  });
});

describe("what the people screen begins with", () => {
  const event = (name: string, kinds = ["track"]) => ({ name, kinds, volume: 1, lastSeen: null });

  test("who was here lately; a question of an address as it is", () => {
    expect(JSON.stringify(complete(null))).toContain('"did":{"event":null}');
    expect(complete({ kind: "cohort", where: bought })).toEqual({ kind: "cohort", where: bought });
  });

  test.each([
    5,
    null,
    {},
    { and: 5 },
    { person: 5 },
    { did: { event: "A", filter: 5 } },
    { or: [5] },
    { not: "x" },
    { did: 5 },
    { did: {} },
    { did: { anyOf: 5 } },
    { sequence: [{ event: "A" }] },
    { stopped: { event: "A" }, within: 5, recent: 5 },
    { inCohort: 5 },
  ])("an address may hold anything: %j", (where) => {
    expect(complete({ kind: "cohort", where: where as unknown as Condition })).toEqual(complete(null));
  });

  test("templates are about events that exist, and can be asked", () => {
    const of = (...names: string[]) => templatesOf(names.map((name) => event(name)));
    expect(of("Page Left", "Signed Up", "Order Completed").map(({ name }) => name)).toContain(
      "Signed up, never ordered",
    );
    expect(JSON.stringify(of("Note Written", "Signed Up")[0]?.where)).toContain('"didNot":{"event":"Note Written"}');
    expect(JSON.stringify(templatesOf([event("User Identified", ["identify"])]))).not.toContain("User Identified");
    for (const { where } of of("Signed Up", "Order Completed"))
      expect(CohortQuestion.safeParse({ kind: "cohort", where }).error).toBeUndefined();
  });

  test("people with a user id come before devices", () => {
    expect(knownFirst(["a:1", "a:2", "u:ada", "u:bob"])).toEqual(["u:ada", "u:bob", "a:1", "a:2"]);
  });
});
