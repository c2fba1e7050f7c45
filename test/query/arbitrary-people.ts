import * as fc from "fast-check";
import type { Json } from "#core/json.ts";
import type { Condition, Selector } from "#core/question.ts";
import type { PersonHistory } from "#core/history.ts";

/** What relative windows count from in random questions. */
export const NOW = Date.parse("2024-06-30T12:00:00Z");
const HOUR = 3_600_000;

const value: fc.Arbitrary<Json> = fc.constantFrom<Json[]>(
  1,
  2,
  5,
  "5",
  7.5,
  "x",
  "Xy",
  "",
  null,
  true,
  "true",
  "2024-06-10",
);
const valuesOf = fc.dictionary(fc.constantFrom("p", "q"), value, { noNullPrototype: true });

/** A person with up to a dozen events within the last three days, some at the same moment, a few after now. */
export const person: fc.Arbitrary<PersonHistory> = fc
  .record({
    traits: valuesOf,
    events: fc.array(
      fc.record({ name: fc.constantFrom("a", "b", "c"), ago: fc.integer({ min: -2, max: 70 }), values: valuesOf }),
      { maxLength: 12 },
    ),
  })
  .map(({ traits, events }) => ({
    id: "u:1",
    trait: (key) => traits[key],
    events: events
      .map(({ name, ago, values }, seq) => ({
        ts: NOW - ago * HOUR,
        seq,
        name,
        done: name !== "c",
        property: (key: string) => values[key],
      }))
      .toSorted((a, b) => a.ts - b.ts || a.seq - b.seq),
  }));

const key = fc.constantFrom("p", "q");
const compared = fc.oneof(
  fc.record({
    op: fc.constantFrom("eq", "neq", "contains", "not_contains"),
    value: fc.constantFrom(1, "5", "x", true),
  }),
  fc.record({ op: fc.constantFrom("gt", "gte", "lt", "lte"), value: fc.constantFrom(1, 5, 7.5) }),
  fc.record({ op: fc.constantFrom("is_set", "is_not_set") }),
) as fc.Arbitrary<{ op: "eq"; value: 1 }>;

const hours = (max: number) => fc.record({ value: fc.integer({ min: 1, max }), unit: fc.constant("hour" as const) });
const within = fc.option(
  fc.oneof(
    hours(60),
    fc.record({
      from: fc.constantFrom("2024-06-28", "2024-06-28T12:00:00Z"),
      to: fc.constantFrom("2024-06-29", "2024-06-30T10:00:00Z"),
    }),
  ),
  { nil: undefined },
);
const comparison = fc.constantFrom("eq", "neq", "gt", "gte", "lt", "lte");
const count = fc.record({ op: comparison, value: fc.integer({ min: 1, max: 4 }) });

/** Conditions about a person, and selectors of events, as deep as they come. */
export const { condition, selector } = fc.letrec<{ condition: Condition; selector: Selector; filter: Condition }>(
  (tie) => {
    const some = tie("selector");
    return {
      filter: fc.oneof(
        { maxDepth: 2 },
        fc.tuple(key, compared).map(([property, rest]) => ({ property, ...rest })),
        fc.tuple(key, compared).map(([person, rest]) => ({ person, ...rest })),
        fc.record({ not: tie("filter") }),
        fc.record({ and: fc.array(tie("filter"), { maxLength: 2 }) }),
        fc.record({ inCohort: tie("condition") }),
      ),
      selector: fc.oneof(
        { maxDepth: 2 },
        fc.record({ event: fc.constantFrom("a", "b", null) }),
        fc.record({ event: fc.constantFrom("a", "b", null), filter: tie("filter") }),
        fc.record({ anyOf: fc.array(some, { minLength: 1, maxLength: 2 }) }),
      ),
      condition: fc.oneof(
        { maxDepth: 3 },
        fc.tuple(key, compared).map(([person, rest]) => ({ person, ...rest })),
        fc.record({ did: some, count: fc.option(count, { nil: undefined }), within, zeroCounts: fc.boolean() }),
        fc.record({ didNot: some, within }),
        fc.record({ firstTime: some, within }),
        fc.record({
          aggregate: some,
          math: fc.constantFrom("sum", "avg", "min", "max", "distinct"),
          property: key,
          op: comparison,
          value: fc.integer({ min: 0, max: 8 }),
          within,
        }),
        fc.record({
          regularly: some,
          every: hours(20),
          periods: fc.integer({ min: 1, max: 4 }),
          atLeast: fc.integer({ min: 1, max: 3 }),
          count: fc.option(count, { nil: undefined }),
        }),
        fc.record({ stopped: some, within: hours(60), recent: hours(20) }),
        fc.record({ restarted: some, within: hours(60), recent: hours(20) }),
        fc.record({ sequence: fc.tuple(some, some), within, gap: hours(30) }),
        fc.record({ not: tie("condition") }),
        fc.record({ and: fc.array(tie("condition"), { maxLength: 3 }) }),
        fc.record({ or: fc.array(tie("condition"), { maxLength: 3 }) }),
        fc.record({ inCohort: tie("condition") }),
      ),
    };
  },
);
