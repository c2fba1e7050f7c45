import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SegmentationQuestion } from "#core/question.ts";
import type { PersonHistory } from "#core/history.ts";
import { createSegmentationTally } from "#query/segmentation.ts";
import { naiveSegmentation } from "../oracle/segmentation-naive.ts";
import { breakdown, people, stretch, zone } from "./arbitrary-histories.ts";
import { contextOf, differences } from "./cases.ts";

function answer(question: SegmentationQuestion, people: readonly PersonHistory[]) {
  const tally = createSegmentationTally(question, contextOf(question));
  do for (const person of people) tally.add(person);
  while (tally.again());
  return tally.answer();
}

const selector = fc.oneof(
  fc.constantFrom<object>({ event: "x" }, { event: "y" }, { event: null }),
  fc.constant({ anyOf: [{ event: "x" }, { event: "z" }] }),
);
const numeric = fc.constantFrom("sum", "avg", "min", "max", "median", "p25", "p75", "p90", "p95", "p99", "distinct");
const measure = fc.oneof(
  fc.record({ math: fc.constantFrom("total", "unique", "sessions", "weekly_active", "monthly_active") }),
  fc.record({ math: numeric, property: fc.constantFrom("n", "k") }),
  fc.record(
    {
      math: fc.constant("perUser"),
      property: fc.constant("n"),
      fold: fc.constantFrom("avg", "min", "max", "median", "p90", "sum"),
    },
    { requiredKeys: ["math"] },
  ),
);
const series = fc.array(
  fc.tuple(selector, measure).map(([events, measure]) => ({ ...events, ...measure })),
  { minLength: 1, maxLength: 3 },
);

const question = fc
  .record(
    {
      stretch,
      series,
      timezone: zone,
      weekStart: fc.constantFrom("sunday", "monday"),
      interval: fc.constantFrom("hour", "day", "week", "month"),
      breakdown: breakdown.map(({ split, ...rest }) => ({ ...split, ...rest })),
      rolling: fc.integer({ min: 1, max: 4 }),
      cumulative: fc.boolean(),
    },
    { requiredKeys: ["stretch", "series", "timezone", "interval"] },
  )
  .map(({ stretch, ...rest }) => ({ kind: "segmentation", ...stretch, ...rest }))
  .map((written) => SegmentationQuestion.safeParse(written))
  .filter(({ success }) => success)
  .map(({ data }) => data as SegmentationQuestion);

describe("any chart", { timeout: 30_000 }, () => {
  test("has the numbers that the words of the semantics give", () => {
    fc.assert(
      fc.property(question, people, (question, people) => {
        const expected = { series: naiveSegmentation(question, people, contextOf(question)) };
        expect(differences(expected, answer(question, people), { ordered: true })).toEqual([]);
      }),
      { numRuns: 250 },
    );
  });

  test("is the same in whichever order people come", () => {
    fc.assert(
      fc.property(question, people, (question, people) => {
        expect(differences(answer(question, people), answer(question, people.toReversed()), { ordered: true })).toEqual(
          [],
        );
      }),
    );
  });

  test("loses nobody to its groups: totals of groups and the rest add up to the whole", () => {
    fc.assert(
      fc.property(question, people, ({ breakdown, ...rest }, people) => {
        fc.pre(breakdown !== undefined && breakdown.other !== false);
        const series = [{ event: null, math: "total" as const, fold: "avg" as const }];
        const { series: rows, whole } = answer({ ...rest, breakdown, series }, people);
        expect(rows.reduce((sum, { total }) => sum + total, 0)).toBe(whole?.[0]?.total);
      }),
    );
  });

  test("has behind every number of people a list of exactly so many", () => {
    fc.assert(
      fc.property(question, people, (asked, people) => {
        const series = asked.series?.map((one) => ({
          ...one,
          math: isOfPeople(one.math) ? one.math : ("unique" as const),
        }));
        const { rolling: _, cumulative: __, ...question } = { ...asked, series };
        const { series: rows, whole = [], labels } = answer(question, people);
        const cells = [...rows, ...whole].flatMap(({ series, breakdown, data, total }) => {
          const cell = { series, ...(breakdown !== undefined && { breakdown }) };
          const points = data.map((count, at) => ({ cell: { ...cell, bucket: labels[at] ?? "" }, count }));
          return [{ cell, count: total }, ...points];
        });
        const lists = answer({ ...question, people: cells.map(({ cell }) => cell) }, people).people ?? [];
        expect(lists.map(({ ids }) => new Set(ids).size)).toEqual(cells.map(({ count }) => count));
        expect(lists.map(({ count }) => count)).toEqual(cells.map(({ count }) => count));
      }),
    );
  });
});

const isOfPeople = (math: string): boolean => math === "weekly_active" || math === "monthly_active";
