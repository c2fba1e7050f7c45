import * as fc from "fast-check";
import { Question } from "#core/question.ts";
import { conditionsOf, optional, record, type Scope, span } from "./query-conditions.ts";
import { activity, plain } from "./query-counted.ts";
import type { History } from "./query-history.ts";
import { namedFunnel, traitsAndDeeds } from "./query-named.ts";
import { both, days, everywhere, interval, period } from "./query-ranges.ts";
import { propertyKey, traitKey } from "./query-vocabulary.ts";

/** A question, as it is understood and as it is written. */
export interface Asked {
  question: Question;
  /** As it is written; what is shown when the answer is wrong. */
  written: object;
}

const cohorts = (scope: Scope) =>
  fc.uniqueArray(
    record({
      name: fc.constantFrom("A", "B", "$other", "C's"),
      definition: fc.option(conditionsOf(scope).cohort, { freq: 4 }),
    }),
    { selector: (cohort) => JSON.stringify(Object.values(cohort)[0]), minLength: 1, maxLength: 3 },
  );

/** `sources`: what this kind of question can be split by. */
const breakdown = (scope: Scope, sources: readonly string[], more: Record<string, fc.Arbitrary<unknown>> = {}) =>
  fc.constantFrom(...sources).chain((source) => {
    const key = source === "person" ? traitKey : propertyKey;
    const keys = fc.oneof(
      { weight: 4, arbitrary: key },
      { weight: 1, arbitrary: fc.array(key, { minLength: 1, maxLength: 2 }) },
    );
    return record({
      source: fc.constant(source),
      key: source === "event" || source === "person" ? keys : fc.constant(undefined),
      cohorts: source === "cohort" ? cohorts(scope) : fc.constant(undefined),
      limit: optional(fc.integer({ min: 1, max: 4 })),
      other: optional(fc.boolean()),
      ...more,
    });
  });

const segmentation = (history: History, scope: Scope) => {
  const { filter, selector } = conditionsOf(scope);
  const counts = ["total", "unique", "unique", "sessions", "weekly_active", "monthly_active"];
  const numeric = ["sum", "avg", "min", "max", "median", "p25", "p75", "p90", "p95", "p99", "distinct"];
  const fold = fc.constantFrom(undefined, "avg", "min", "max", "median", "p90", "sum");
  const measure = fc.oneof(
    { weight: 4, arbitrary: record({ math: fc.constantFrom(undefined, ...counts) }) },
    { weight: 2, arbitrary: record({ math: fc.constantFrom(...numeric), property: propertyKey }) },
    { weight: 1, arbitrary: record({ math: fc.constant("perUser"), property: optional(propertyKey), fold }) },
  );
  const series = fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        series: fc.array(both(both(selector, measure), record({ name: optional(fc.constantFrom("S", "it's"), 3) })), {
          minLength: 1,
          maxLength: 3,
        }),
      }),
    },
    {
      weight: 1,
      arbitrary: record({ top: fc.integer({ min: 1, max: 5 }), math: fc.constantFrom(undefined, ...counts) }),
    },
  );
  return days.chain((length) =>
    both(
      series,
      both(
        period(scope, length),
        record({
          kind: fc.constant("segmentation"),
          ...everywhere(history),
          interval: interval(length),
          filter: optional(filter, 3),
          formula: optional(fc.constantFrom("A", "A/B", "(A+1)*B-C/2", "A-A"), 6),
          breakdown: optional(breakdown(scope, ["event", "event", "person", "name", "cohort"])),
          cumulative: optional(fc.boolean(), 3),
          rolling: optional(fc.integer({ min: 1, max: 4 }), 3),
          compare: optional(fc.oneof(fc.constant("previous"), period(scope, length)), 3),
        }),
      ),
    ),
  );
};

const funnel = (history: History, scope: Scope) => {
  const { filter, selector } = conditionsOf(scope);
  const exclusion = fc
    .tuple(selector, fc.constantFrom([0, 1], [0, 2], [1, 2]))
    .map(([one, [fromStep, toStep]]) => ({ ...one, fromStep, toStep }));
  return days.chain((length) =>
    both(
      period(scope, length),
      record({
        kind: fc.constant("funnel"),
        ...everywhere(history),
        steps: fc.array(selector, { minLength: 1, maxLength: 3 }),
        filter: optional(filter, 4),
        order: fc.constantFrom("ordered", "ordered", "strict", "unordered"),
        window: optional(span(10)),
        exclusions: optional(fc.array(exclusion, { minLength: 1, maxLength: 2 }), 3),
        exclusionMode: fc.constantFrom(undefined, "discard", "stop"),
        countBy: fc.constantFrom(undefined, "uniques", "uniques", "totals", "sessions"),
        reentry: fc.constantFrom(undefined, "any", "first"),
        convertUntil: fc.constantFrom(undefined, "window", "range"),
        breakdown: optional(
          breakdown(scope, ["event", "event", "person", "cohort"], {
            attribution: fc.constantFrom(undefined, "first", "last", "all", "step"),
            step: fc.constant(0),
          }),
        ),
        view: fc.constantFrom(undefined, "trend", "timeToConvert"),
        interval: interval(length),
        bins: optional(fc.integer({ min: 1, max: 5 })),
      }),
    ),
  );
};

const retention = (history: History, scope: Scope) => {
  const { filter, selector } = conditionsOf(scope);
  return days.chain((length) =>
    both(
      period(scope, length),
      record({
        kind: fc.constant("retention"),
        ...everywhere(history),
        interval: interval(length),
        periods: optional(fc.integer({ min: 1, max: 10 })),
        start: selector,
        return: optional(selector),
        filter: optional(filter, 3),
        startMode: fc.constantFrom(undefined, "recurring", "first"),
        firstScope: fc.constantFrom(undefined, "ever", "range"),
        mode: fc.constantFrom(undefined, "on", "onOrAfter", "rolling"),
        returnMin: fc.constantFrom(undefined, 1, 1, 2),
        breakdown: optional(breakdown(scope, ["event", "person"], { onReturn: optional(fc.boolean()) })),
      }),
    ),
  );
};

const cohort = (history: History, scope: Scope) =>
  record({ kind: fc.constant("cohort"), ...everywhere(history), where: conditionsOf(scope).cohort });

/** Any question about a history. */
export const questionsOf = (history: History): fc.Arbitrary<Asked> =>
  fc
    .constantFrom(
      segmentation,
      segmentation,
      plain,
      plain,
      funnel,
      funnel,
      namedFunnel,
      retention,
      activity,
      cohort,
      traitsAndDeeds,
    )
    .chain((make) =>
      make(history, { era: history.era })
        .filter((written) => Question.safeParse(written).success)
        .map((written): Asked => ({ question: Question.parse(written), written })),
    );
