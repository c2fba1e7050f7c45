import { describe, expect, test } from "vitest";
import * as z from "zod";
import {
  compileFilter,
  Filter,
  matches,
  MAX_FILTER_DEPTH,
  MAX_FILTER_LEAVES,
  OPERATORS,
  type Operator,
} from "#core/filter.ts";
import type { Json } from "#core/json.ts";

const VALUES: Record<string, Json | undefined> = {
  missing: undefined,
  null: null,
  empty: "",
  text: "Paid Plan",
  five: 5,
  fiveText: "5",
  yes: true,
  no: false,
  list: ["a", 5],
  object: { b: 1 },
  day: "2026-03-01",
  instant: "2026-03-01T08:00:00.000Z",
};
const names = Object.keys(VALUES);
const present = names.filter((name) => name !== "missing" && name !== "null");

const passing = (op: Operator, value: unknown): string[] =>
  names.filter((name) =>
    matches(Filter.parse({ property: name, op, ...(value === undefined ? {} : { value }) }), (key) => VALUES[key]),
  );
const but = (...left: string[]) => names.filter((name) => !left.includes(name));

describe("each operator, on a missing value, null and every kind of JSON", () => {
  const cases: [Operator, unknown, string[]][] = [
    ["eq", 5, ["five", "fiveText"]],
    ["eq", "5", ["five", "fiveText"]],
    ["eq", true, ["yes"]],
    ["eq", "true", ["yes"]],
    ["eq", "", ["empty"]],
    ["eq", "paid plan", []],
    ["eq", ["Paid Plan", false], ["text", "no"]],
    ["eq", '["a",5]', ["list"]],
    ["eq", '{"b":1}', ["object"]],
    ["neq", 5, but("five", "fiveText")],
    ["neq", ["Paid Plan", "true"], but("text", "yes")],
    ["contains", "PLAN", ["text"]],
    ["contains", "5", ["five", "fiveText", "list"]],
    ["contains", ["paid", "rue"], ["text", "yes"]],
    ["contains", "", present],
    ["not_contains", "PLAN", but("text")],
    ["not_contains", "", ["missing", "null"]],
    ["regex", "^Paid", ["text"]],
    ["regex", "^paid", []],
    ["regex", "^(5|true)$", ["five", "fiveText", "yes"]],
    ["regex", ["?*", "^5$"], ["five", "fiveText"]],
    ["regex", "?*", []],
    ["not_regex", "^Paid", but("text")],
    ["not_regex", "?*", []],
    ["not_regex", ["?*", "^5$"], []],
    ["gt", 4, ["five", "fiveText"]],
    ["gt", 5, []],
    ["gt", "4.5", ["five", "fiveText"]],
    ["gt", [100, 4], ["five", "fiveText"]],
    ["gte", 5, ["five", "fiveText"]],
    ["lt", 6, ["five", "fiveText"]],
    ["lt", 5, []],
    ["lte", 5, ["five", "fiveText"]],
    ["is_set", undefined, present],
    ["is_not_set", undefined, ["missing", "null"]],
    ["date_after", "2026-02-28", ["day", "instant"]],
    ["date_after", "2026-03-01", ["instant"]],
    ["date_before", "2026-03-01T08:00:00Z", ["day"]],
    ["date_before", ["2020-01-01", "2027-01-01"], ["day", "instant"]],
  ];
  test.each(cases)("%s %j", (op, value, expected) => {
    expect(passing(op, value)).toEqual(expected);
  });
  test("every operator has a row", () => {
    expect(new Set(cases.map(([op]) => op))).toEqual(new Set(OPERATORS));
  });
});

describe("combining", () => {
  const of = (filter: unknown, values: Record<string, Json> = { a: 1, b: 2 }) =>
    compileFilter(Filter.parse(filter))((key) => values[key]);
  const [isA, isB, isNot] = [
    { property: "a", value: 1 },
    { property: "b", value: 2 },
    { property: "a", value: 9 },
  ];

  test.each([
    [{ and: [isA, isB] }, true],
    [{ and: [isA, isNot] }, false],
    [{ and: [] }, true],
    [{ or: [isNot, isB] }, true],
    [{ or: [isNot, isNot] }, false],
    [{ or: [] }, true],
    [{ not: isNot }, true],
    [{ not: { or: [isNot, { and: [isA, { not: isNot }] }] } }, false],
  ])("%j is %j", (filter, expected) => {
    expect(of(filter)).toBe(expected);
  });
});

describe("what is refused, and how", () => {
  const nested = (depth: number): unknown => (depth === 1 ? { property: "a", value: 1 } : { not: nested(depth - 1) });
  const bottomless: unknown = JSON.parse(`${'{"not":'.repeat(20_000)}{}${"}".repeat(20_000)}`);
  const leaves = (count: number) => ({ or: Array.from({ length: count }, () => ({ property: "a", value: 1 })) });

  test.each<[string, unknown, RegExp]>([
    ["no object", "a", /A filter is/],
    ["null", null, /A filter is/],
    ["an empty one", {}, /A filter is/],
    ["an unknown operator", { property: "a", op: "like", value: "x" }, /A filter is|The operators are/],
    ["an unknown key", { property: "a", value: 1, colour: "red" }, /A filter is|Unrecognized/],
    ["a person", { and: [{ person: "plan", value: "pro" }] }, /"person".*can't be used here yet/],
    ["a cohort", { inCohort: {} }, /"inCohort".*can't be used here yet/],
    ["no value", { property: "a" }, /eq needs a value/],
    ["a value for is_set", { property: "a", op: "is_set", value: 1 }, /takes no value/],
    ["an object as value", { property: "a", value: { b: 1 } }, /A filter is|A value is/],
    ["an empty list", { property: "a", value: [] }, /./],
    ["a text for gt", { property: "a", op: "gt", value: "many" }, /gt needs a number/],
    ["no date", { property: "a", op: "date_after", value: "yesterday" }, /date_after needs a date/],
    ["a dangerous pattern", { property: "a", op: "regex", value: "(a+)+$" }, /repeated group/],
    ["too deep", nested(MAX_FILTER_DEPTH + 1), /levels deep/],
    ["deep enough to exhaust a stack", bottomless, /levels deep/],
    ["too many leaves", leaves(MAX_FILTER_LEAVES + 1), /100 properties/],
  ])("%s", (_, filter, message) => {
    const answer = Filter.safeParse(filter);
    expect(answer.success).toBe(false);
    if (!answer.success) expect(z.prettifyError(answer.error)).toMatch(message);
  });

  test("the bounds themselves are allowed", () => {
    expect(Filter.safeParse(nested(MAX_FILTER_DEPTH)).success).toBe(true);
    expect(Filter.safeParse(leaves(MAX_FILTER_LEAVES)).success).toBe(true);
  });

  test("a property named like an object's own method is only a name", () => {
    expect(matches(Filter.parse({ property: "__proto__", op: "is_set" }), () => undefined)).toBe(false);
  });

  test("it can be described for programs", () => {
    expect(JSON.stringify(z.toJSONSchema(Filter, { io: "input" }))).toContain("not_regex");
  });
});
