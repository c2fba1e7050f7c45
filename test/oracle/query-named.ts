import * as fc from "fast-check";
import { conditionsOf, optional, record, type Scope, span } from "./query-conditions.ts";
import type { History } from "./query-history.ts";
import { both, days, everywhere, interval, period } from "./query-ranges.ts";
import { DONE_NAMES, SAID_NAMES } from "./query-vocabulary.ts";

/** Questions that random ones rarely come to, since each of their many choices has to be left out. */

const name = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom("View", "Buy", ...DONE_NAMES) },
  { weight: 1, arbitrary: fc.constantFrom(null, ...SAID_NAMES) },
);
const named = fc.record({ event: name });

/** Steps that ask for nothing but names: nobody's events have to be made. */
export const namedFunnel = (history: History, scope: Scope) => {
  const step = fc.oneof(
    { weight: 5, arbitrary: named },
    { weight: 1, arbitrary: fc.record({ anyOf: fc.array(named, { minLength: 1, maxLength: 2 }) }) },
  );
  return days.chain((length) =>
    both(
      period(scope, length),
      record({
        kind: fc.constant("funnel"),
        ...everywhere(history),
        steps: fc.array(step, { minLength: 1, maxLength: 4 }),
        order: fc.constantFrom(undefined, "ordered", "unordered"),
        window: optional(span(10)),
        countBy: fc.constantFrom(undefined, "uniques", "totals"),
        reentry: fc.constantFrom(undefined, "any", "first"),
        convertUntil: fc.constantFrom(undefined, "window", "range"),
        view: fc.constantFrom(undefined, "trend", "timeToConvert"),
        interval: interval(length),
        bins: optional(fc.integer({ min: 1, max: 5 })),
      }),
    ),
  );
};

/** Traits and what was done, beside each other: traits are read of those only whom what they did leaves in question. */
export const traitsAndDeeds = (history: History, scope: Scope) =>
  fc
    .letrec<{ where: object; part: object; trait: object; deed: object }>((tie) => ({
      trait: conditionsOf(scope).person,
      deed: conditionsOf(scope).behaviour,
      part: fc.oneof(
        { maxDepth: 2 },
        { weight: 3, arbitrary: tie("trait") },
        { weight: 3, arbitrary: tie("deed") },
        { weight: 1, arbitrary: fc.record({ not: tie("where") }) },
        { weight: 1, arbitrary: fc.record({ inCohort: tie("where") }) },
        { weight: 1, arbitrary: fc.record({ or: fc.tuple(tie("trait"), tie("deed")) }) },
      ),
      where: fc.record({ and: fc.tuple(tie("trait"), tie("deed"), tie("part")) }),
    }))
    .where.map((where) => ({ kind: "cohort", where, now: new Date(history.now).toISOString() }));
