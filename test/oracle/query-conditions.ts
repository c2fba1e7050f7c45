import * as fc from "fast-check";
import { DONE_NAMES, type Era, momentIn, propertyKey, SAID_NAMES, traitKey, wantedOf } from "./query-vocabulary.ts";

/** Random parts of questions as a client writes them: not every one is valid, so the whole is parsed before it is asked. */

/** What of the world a question may name. */
export interface Scope {
  era: Era;
}

/** Something in one of so many cases. */
export const optional = <T>(arbitrary: fc.Arbitrary<T>, oneIn = 2): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: oneIn - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

/** Leaves out what is undefined, as JSON does. */
export const record = <T>(fields: { [Key in keyof T]: fc.Arbitrary<T[Key]> }) =>
  fc.record(fields).map((value) => JSON.parse(JSON.stringify(value)) as object);

const number = fc.constantFrom(1, 2, 5, "5", 7.5, 0, -3, 35, 0.30000000000000004);
const date = fc.constantFrom("2024-03-10", "2024-03-10T07:00:00Z", "2024-10-27", "2024-10-27T00:30:00Z");

export const span = (max: number) =>
  fc.oneof(
    fc.record({ value: fc.integer({ min: 1, max: max * 24 }), unit: fc.constant("hour") }),
    fc.record({ value: fc.integer({ min: 1, max }), unit: fc.constant("day") }),
    fc.constantFrom(
      { value: 1, unit: "week" },
      { value: 1, unit: "month" },
      { value: 1.5, unit: "day" },
      { value: 1, unit: "second" },
      { value: 0.0001, unit: "second" },
    ),
  );

const compared = (key: string) =>
  fc.oneof(
    {
      weight: 5,
      arbitrary: record({
        op: fc.constantFrom("eq", "eq", "neq", "contains", "not_contains", undefined),
        value: fc.oneof(
          { weight: 2, arbitrary: wantedOf(key) },
          { weight: 1, arbitrary: fc.array(wantedOf(key), { minLength: 1, maxLength: 3 }) },
        ),
      }),
    },
    { weight: 2, arbitrary: record({ op: fc.constantFrom("gt", "gte", "lt", "lte"), value: number }) },
    { weight: 2, arbitrary: record({ op: fc.constantFrom("is_set", "is_not_set") }) },
    {
      weight: 1,
      arbitrary: record({
        op: fc.constantFrom("regex", "not_regex"),
        value: fc.constantFrom("^p", "pro|free", "[", "o$"),
      }),
    },
    {
      weight: 1,
      arbitrary: record({
        op: fc.constantFrom("date_before", "date_after"),
        value: fc.oneof(date, fc.record({ ago: span(30) })),
      }),
    },
  );

/** A day or an instant of the era, in any way of writing. */
export const momentText = (era: Era) =>
  fc.tuple(fc.noBias(momentIn(era)), fc.boolean()).map(([ms, isDay]) => {
    const text = new Date(ms).toISOString();
    return isDay ? text.slice(0, 10) : text;
  });

const count = fc.record({
  op: fc.constantFrom("eq", "neq", "gt", "gte", "lt", "lte"),
  value: fc.integer({ min: 1, max: 4 }),
});

const eventName: fc.Arbitrary<string | null> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("View", "Buy") },
  { weight: 3, arbitrary: fc.constantFrom(...DONE_NAMES, "Nope") },
  { weight: 1, arbitrary: fc.constantFrom(...SAID_NAMES) },
  { weight: 3, arbitrary: fc.constant(null) },
);

/** Filters about an event (`filter`), definitions of cohorts (`cohort`) and selectors of events, as deep as they come. */
export const conditionsOf = (scope: Scope) =>
  fc.letrec<{ filter: object; cohort: object; selector: object; leaf: object; behaviour: object; person: object }>(
    (tie) => {
      const within = optional(
        fc.oneof(span(30), record({ from: momentText(scope.era), to: optional(momentText(scope.era)) })),
      );
      const some = tie("selector");
      return {
        leaf: propertyKey.chain((property) => compared(property).map((rest) => ({ property, ...rest }))),
        person: traitKey.chain((person) => compared(person).map((rest) => ({ person, ...rest }))),
        selector: fc.oneof(
          { maxDepth: 2 },
          { weight: 8, arbitrary: fc.record({ event: eventName }) },
          { weight: 2, arbitrary: fc.record({ event: eventName, filter: tie("filter") }) },
          { weight: 1, arbitrary: fc.record({ anyOf: fc.array(some, { minLength: 1, maxLength: 2 }) }) },
        ),
        filter: fc.oneof(
          { maxDepth: 3 },
          { weight: 8, arbitrary: tie("leaf") },
          { weight: 2, arbitrary: tie("person") },
          { weight: 1, arbitrary: fc.record({ not: tie("filter") }) },
          { weight: 2, arbitrary: fc.record({ and: fc.array(tie("filter"), { maxLength: 3 }) }) },
          { weight: 1, arbitrary: fc.record({ or: fc.array(tie("filter"), { maxLength: 3 }) }) },
          { weight: 1, arbitrary: fc.record({ inCohort: tie("cohort") }) },
          { weight: 1, arbitrary: tie("behaviour") },
        ),
        cohort: fc.oneof(
          { maxDepth: 3 },
          { weight: 6, arbitrary: tie("behaviour") },
          { weight: 3, arbitrary: tie("person") },
          { weight: 1, arbitrary: fc.record({ not: tie("cohort") }) },
          { weight: 2, arbitrary: fc.record({ and: fc.array(tie("cohort"), { maxLength: 3 }) }) },
          { weight: 1, arbitrary: fc.record({ or: fc.array(tie("cohort"), { maxLength: 3 }) }) },
          { weight: 1, arbitrary: fc.record({ inCohort: tie("cohort") }) },
        ),
        behaviour: fc.oneof(
          { maxDepth: 3 },
          record({ did: some, count: optional(count), within, zeroCounts: optional(fc.boolean()) }),
          record({ didNot: some, within }),
          record({ firstTime: some, within }),
          record({
            aggregate: some,
            math: fc.constantFrom("sum", "avg", "min", "max", "distinct"),
            property: propertyKey,
            op: fc.constantFrom("eq", "gt", "gte", "lt", "lte"),
            value: fc.integer({ min: 0, max: 8 }),
            within,
          }),
          record({
            regularly: some,
            every: span(7),
            periods: fc.integer({ min: 2, max: 5 }),
            atLeast: fc.integer({ min: 1, max: 2 }),
            count: optional(count),
          }),
          record({ stopped: some, within: span(30), recent: span(7) }),
          record({ restarted: some, within: span(30), recent: span(7) }),
          record({ sequence: fc.tuple(some, some), within, gap: span(10) }),
        ),
      };
    },
  );
