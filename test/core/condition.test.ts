import { describe, expect, test } from "vitest";
import * as z from "zod";
import { Question } from "#core/question.ts";

const cohort = (where: unknown) => ({ kind: "cohort", where });
const chart = ({ filter }: { filter: unknown }) => ({
  kind: "segmentation",
  from: "2024-03-01",
  to: "2024-03-31",
  series: [{ event: "A" }],
  filter,
});
const nested = (depth: number): unknown => (depth === 0 ? { person: "a", value: 1 } : { not: nested(depth - 1) });
const bottomless: unknown = JSON.parse(`${'{"not":'.repeat(20_000)}{}${"}".repeat(20_000)}`);

describe("conditions that are refused, and how", () => {
  test.each<[string, unknown, RegExp]>([
    [
      "an unknown field of a leaf",
      cohort({ did: { event: "A" }, times: 3 }),
      /"times"; the fields here are did, count/,
    ],
    ["a misspelt leaf", cohort({ dit: { event: "A" } }), /A filter is .*Found only dit/],
    ["two leaves in one", cohort({ did: { event: "A" }, person: "a" }), /"did" or "person", not both/],
    [
      "a fault far in",
      cohort({ and: [{ did: { event: "A", filter: { person: "a", op: "is" } } }] }),
      /filter: op: The operators are/,
    ],
    [
      "exactly 0 times",
      cohort({ did: { event: "A" }, count: { op: "eq", value: 0 } }),
      /\{"didNot": …\}.*where\.count/s,
    ],
    ["at most 0 times", cohort({ did: { event: "A" }, count: { op: "lte", value: 0 } }), /didNot/],
    ["half a time", cohort({ did: { event: "A" }, count: { op: "gte", value: 0.5 } }), /whole number/],
    ["an event property of a person", cohort({ property: "a", value: 1 }), /There is no event here.*"person"/],
    [
      "an event property of another cohort",
      chart({ filter: { inCohort: { property: "a", value: 1 } } }),
      /There is no event here/,
    ],
    [
      "another unit",
      cohort({ did: { event: "A" }, within: { value: 1, unit: "year" } }),
      /within: unit: unit must be one of/,
    ],
    ["a window of neither", cohort({ did: { event: "A" }, within: {} }), /needs from or to|within is/],
    [
      "a window that ends before it begins",
      cohort({ did: { event: "A" }, within: { from: "2024-02-02", to: "2024-02-01" } }),
      /to lies before from/,
    ],
    [
      "recent longer than within",
      cohort({ stopped: { event: "A" }, within: { value: 1, unit: "day" }, recent: { value: 1, unit: "day" } }),
      /recent must be shorter/,
    ],
    [
      "more periods than there are",
      cohort({ regularly: { event: "A" }, every: { value: 1, unit: "day" }, periods: 7, atLeast: 8 }),
      /can't be more than periods/,
    ],
    ["a sequence of one", cohort({ sequence: [{ event: "A" }], gap: { value: 1, unit: "day" } }), /sequence/],
    [
      "an aggregate of text",
      cohort({ aggregate: { event: "A" }, math: "sum", property: "p", op: "contains", value: 1 }),
      /op must be one of eq/,
    ],

    ["a value missing", chart({ filter: { property: "a" } }), /eq needs a value.*filter\.value/s],
    [
      "ago for a number",
      chart({ filter: { person: "a", op: "gt", value: { ago: { value: 1, unit: "day" } } } }),
      /Only date_before and date_after/,
    ],
    ["a dangerous pattern", chart({ filter: { property: "a", op: "regex", value: "(a+)+$" } }), /repeated group/],
    ["too deep", cohort(nested(20)), /20 levels deep/],
    ["deep enough to exhaust a stack", cohort(bottomless), /20 levels deep/],
    [
      "too many conditions",
      cohort({ or: Array.from({ length: 201 }, () => ({ person: "a", op: "eq", value: 1 })) }),
      /200 conditions/,
    ],
  ])("%s", (_, question, message) => {
    const answer = Question.safeParse(question);
    expect(answer.success).toBe(false);
    if (!answer.success) expect(z.prettifyError(answer.error)).toMatch(message);
  });
});

describe("conditions that are allowed", () => {
  test.each<[string, unknown]>([
    ["up to n times, or never", cohort({ did: { event: "A" }, count: { op: "lte", value: 0 }, zeroCounts: true })],
    [
      "a person's property beside an event's",
      chart({
        filter: {
          and: [
            { person: "a", value: 1 },
            { property: "b", value: 2 },
          ],
        },
      }),
    ],
    [
      "what people did as a filter of events",
      chart({ filter: { did: { event: "A", filter: { property: "b", value: 2 } } } }),
    ],
    ["the deepest filter", cohort(nested(19))],
  ])("%s", (_, question) => {
    const answer = Question.safeParse(question);
    expect(answer.success ? "" : z.prettifyError(answer.error)).toBe("");
  });
});
