import * as fc from "fast-check";
import { optional, record, type Scope } from "./query-conditions.ts";
import type { History } from "./query-history.ts";
import { both, days, interval, period, wholeDays } from "./query-ranges.ts";
import { DONE_NAMES, wantedOf, ZONES } from "./query-vocabulary.ts";

/** Questions that the database may answer by counting, without anybody leaving it; and some that only look like them. */

/** Rollups are of UTC. */
const zone = fc.oneof({ weight: 2, arbitrary: fc.constant("UTC") }, fc.constantFrom(...ZONES));

/** Properties that may stand in facts, short and whole. */
const HELD = ["flag", "m1", "$country", "$browser", "$channel", "nope"];

/** Tracked events with the properties that came first, which are the ones that facts have room for. */
const firstOf = ({ batches }: History): { event: string; key: string }[] => {
  const tracked = batches.flat().filter(({ type }) => type === "track");
  const first = new Map(tracked.toReversed().map((act) => [act.name, act]));
  return [...first.values()].flatMap(({ name, properties }) =>
    Object.keys(properties)
      .filter((key) => typeof properties[key] !== "object")
      .map((key) => ({ event: name, key })),
  );
};

/** What the database can count by itself, as far as that goes: names, counts, and properties that facts hold. */
export const plain = (history: History, scope: Scope) => {
  const is = fc
    .constantFrom("num", "plan", "flag", "m1", "$country", "$browser", "$channel", "nope", "$source", "list")
    .chain((property) =>
      fc.record({ property: fc.constant(property), op: fc.constant("eq"), value: wantedOf(property) }),
    );
  const filter = optional(fc.oneof(is, is, fc.record({ and: fc.array(is, { maxLength: 2 }) })), 3);
  const event = fc.oneof(fc.constantFrom(...DONE_NAMES), fc.constantFrom(null, null, "User Identified"));
  const named = record({ event, filter });
  const selector = fc.oneof(
    { weight: 4, arbitrary: named },
    fc.record({ anyOf: fc.array(named, { minLength: 1, maxLength: 2 }) }),
  );
  const breakdownBy = (key: fc.Arbitrary<string>) =>
    record({
      source: fc.constant("event"),
      key,
      limit: optional(fc.integer({ min: 1, max: 3 })),
      other: optional(fc.boolean()),
    });
  const breakdown = breakdownBy(fc.constantFrom(...HELD, "$country", "$browser", "num", "plan", "list", "$source"));
  const math = fc.constantFrom(undefined, "total", "unique", "weekly_active", "monthly_active");
  const series = fc.record({ series: fc.array(both(selector, record({ math })), { minLength: 1, maxLength: 2 }) });
  const top = record({ top: fc.integer({ min: 1, max: 5 }), math });
  const held = fc.constantFrom({ event: null, key: "$channel" }, ...firstOf(history)).chain(({ event, key }) =>
    record({
      series: fc.tuple(record({ event: fc.constant(event), math })),
      breakdown: breakdownBy(fc.constant(key)),
    }),
  );
  return days.chain((length) =>
    both(
      fc.oneof(series, series, top, held),
      both(
        fc.oneof({ weight: 4, arbitrary: wholeDays(scope.era, length) }, period(scope, length)),
        record({
          kind: fc.constant("segmentation"),
          now: fc.constantFrom(undefined, new Date(history.now).toISOString()),
          timezone: zone,
          interval: interval(length),
          filter: optional(is, 4),
          breakdown: optional(breakdown, 4),
          formula: optional(fc.constant("A*2"), 6),
          cumulative: optional(fc.boolean(), 4),
          rolling: optional(fc.integer({ min: 1, max: 4 }), 4),
          compare: optional(fc.constant("previous"), 4),
        }),
      ),
    ),
  );
};

/** Who comes back at all: answered from the days on which people did anything, where those are whole. */
export const activity = (history: History, scope: Scope) => {
  const anything = fc.constant({ event: null });
  return days.chain((length) =>
    both(
      fc.oneof({ weight: 4, arbitrary: wholeDays(scope.era, length) }, period(scope, length)),
      record({
        kind: fc.constant("retention"),
        now: fc.constantFrom(undefined, new Date(history.now).toISOString()),
        timezone: zone,
        weekStart: fc.constantFrom(undefined, "sunday", "monday"),
        interval: interval(length),
        periods: optional(fc.integer({ min: 1, max: 10 })),
        start: anything,
        return: optional(anything),
        startMode: fc.constantFrom(undefined, "recurring", "first"),
        firstScope: fc.constantFrom(undefined, "ever", "range"),
        mode: fc.constantFrom(undefined, "on", "onOrAfter"),
      }),
    ),
  );
};
