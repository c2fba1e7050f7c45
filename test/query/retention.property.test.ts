import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RetentionQuestion } from "#core/question.ts";
import type { PersonHistory } from "#core/history.ts";
import { createRetentionTally } from "#query/retention.ts";
import { naiveRetention } from "../oracle/retention-naive.ts";
import { breakdown, people, stretch, zone } from "./arbitrary-histories.ts";
import { contextOf } from "./cases.ts";

function answer(question: RetentionQuestion, people: readonly PersonHistory[]) {
  const tally = createRetentionTally(question, contextOf(question));
  do for (const person of people) tally.add(person);
  while (tally.again());
  return tally.answer();
}

const selector = fc.constantFrom<object>(
  { event: "x" },
  { event: "y" },
  { event: null },
  {
    anyOf: [{ event: "x" }, { event: "z" }],
  },
);
const question = fc
  .record(
    {
      stretch,
      timezone: zone,
      weekStart: fc.constantFrom("sunday", "monday"),
      interval: fc.constantFrom("day", "day", "week", "month"),
      periods: fc.integer({ min: 1, max: 9 }),
      start: selector,
      return: selector,
      startMode: fc.constantFrom("recurring", "first"),
      firstScope: fc.constantFrom("ever", "range"),
      mode: fc.constantFrom("on", "onOrAfter", "rolling"),
      returnMin: fc.integer({ min: 1, max: 3 }),
      breakdown: fc
        .tuple(breakdown, fc.boolean())
        .filter(([{ split }]) => split.source !== "name")
        .map(([{ split, ...rest }, onReturn]) => ({ ...split, ...rest, onReturn })),
    },
    { requiredKeys: ["stretch", "timezone", "interval", "start"] },
  )
  .map(({ stretch, ...rest }) => RetentionQuestion.parse({ kind: "retention", ...stretch, ...rest }));

describe("any retention", { timeout: 30_000 }, () => {
  test("has the numbers and the lists that the words of the semantics give", () => {
    fc.assert(
      fc.property(question, people, (question, people) => {
        const expected = [...naiveRetention(question, people, contextOf(question))];
        const { cohorts, breakdown = {}, groups = [] } = answer(question, people);
        const rowsOf = (group: string | null) =>
          (group === null ? cohorts : breakdown[group])?.map((row) => row.values);
        expect([null, ...groups].map((group) => [group, rowsOf(group)])).toEqual(
          expected.map(([group, rows]) => [group, rows.map((row) => row.map((ids) => ids.length))]),
        );

        const cells = expected.flatMap(([group, rows]) =>
          rows.flatMap((row, cohort) =>
            row.map((ids, period) => ({ cell: { cohort, period, ...(group !== null && { breakdown: group }) }, ids })),
          ),
        );
        const lists = answer({ ...question, people: cells.map(({ cell }) => cell) }, people).people ?? [];
        expect(lists).toEqual(cells.map(({ cell, ids }) => ({ ...cell, ids, count: ids.length })));
      }),
      { numRuns: 200 },
    );
  });

  test("never rises from one period to the next where it asks for that bucket or later", () => {
    fc.assert(
      fc.property(question, people, (question, people) => {
        for (const { values } of answer({ ...question, mode: "onOrAfter" }, people).cohorts) {
          expect(values).toEqual(values.toSorted((a, b) => b - a));
        }
      }),
    );
  });
});
