import * as fc from "fast-check";
import { momentText, type Scope } from "./query-conditions.ts";
import type { History } from "./query-history.ts";
import { DAY, type Era, ZONES } from "./query-vocabulary.ts";

/** What questions of every kind have, and when they look. */
export const everywhere = (history: History) => ({
  now: fc.constantFrom(undefined, new Date(history.now).toISOString()),
  timezone: fc.constantFrom(undefined, ...ZONES),
  weekStart: fc.constantFrom(undefined, "sunday", "monday"),
});

/** A range of at most so many days: two days or instants in order, or the last days up to now. */
export const period = ({ era }: Scope, most: number): fc.Arbitrary<object> =>
  fc.oneof(
    { weight: 3, arbitrary: wholeDays(era, most) },
    {
      weight: 3,
      arbitrary: fc
        .tuple(momentText(era), fc.integer({ min: 0, max: most }), fc.boolean())
        .map(([from, length, isDay]) => {
          const to = new Date(Date.parse(from) + length * DAY + (isDay ? 0 : 7_200_000)).toISOString();
          return { from, to: isDay ? to.slice(0, 10) : to };
        }),
    },
    {
      weight: 1,
      arbitrary: fc.integer({ min: 1, max: most }).map((value) => ({ range: { last: { value, unit: "day" } } })),
    },
  );

/** So many days of the era at most, as days. */
export const wholeDays = (era: Era, most: number): fc.Arbitrary<object> =>
  fc
    .tuple(fc.noBias(fc.integer({ min: era.from, max: era.to })), fc.noBias(fc.integer({ min: 0, max: most })))
    .map(([from, length]) => ({ from: dayText(from), to: dayText(from + length * DAY) }));

const dayText = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** Hours for days, days and weeks for longer, so that no table becomes huge. */
export const interval = (days: number) =>
  days > 3 ? fc.constantFrom(undefined, "day", "week", "month") : fc.constantFrom("hour", "day");

/** An object with the fields of both. */
export const both = (a: fc.Arbitrary<object>, b: fc.Arbitrary<object>) =>
  fc.tuple(a, b).map(([one, two]) => ({ ...one, ...two }));

export const days = fc.constantFrom(1, 3, 10, 20, 35, 35);
