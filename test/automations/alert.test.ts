import { describe, expect, test } from "vitest";
import { alarming } from "#automations/alert-check.ts";
import { alertFault, alertQuestion, readingsOf } from "#automations/alert-question.ts";
import { Question } from "#core/question.ts";

const readings = (values: number[], running: number | null = null) => ({
  complete: values.map((value, index) => ({ label: `d${index}`, value })),
  running: running === null ? null : { label: "now", value: running },
});

describe("when an alert speaks", () => {
  test.each([
    ["above: the running period crosses it", [3, 4], 11, { above: 10 }, { value: 11, before: 4, label: "now" }],
    ["above: the last one did", [3, 12], 1, { above: 10 }, { value: 12, before: 3, label: "d1" }],
    ["above: as much is not more", [10], 10, { above: 10 }, null],
    ["below: the running one doesn't count", [6, 7], 0, { below: 5 }, null],
    ["below: the last one", [6, 4], 9, { below: 5 }, { value: 4, before: 6, label: "d1" }],
    ["below: with no periods, what there is", [], 4, { below: 5 }, { value: 4, before: null, label: "now" }],
    ["changed: by as much", [10, 8], 0, { changedBy: 20 }, { value: 8, before: 10, label: "d1" }],
    ["changed: by less", [10, 8.1], 0, { changedBy: 20 }, null],
    ["changed: upwards", [10, 30], 0, { changedBy: 200 }, { value: 30, before: 10, label: "d1" }],
    ["changed: from nothing is no percentage", [0, 30], 0, { changedBy: 20 }, null],
    ["changed: of one period", [10], 0, { changedBy: 20 }, null],
    ["quiet: nothing after something", [0, 7, 0, 0], 0, { quiet: true }, { value: 0, before: 7, label: "d3" }],
    ["quiet: never anything", [0, 0, 0], 0, { quiet: true }, null],
    ["quiet: the running period may be empty", [7, 7], 0, { quiet: true }, null],
    ["quiet: no period at all", [], null, { quiet: true }, null],
  ] as const)("%s", (_, complete, running, check, expected) => {
    expect(alarming(readings([...complete], running), check)).toEqual(expected);
  });
});

const trend = Question.parse({
  kind: "segmentation",
  from: "2026-01-01",
  to: "2026-01-31",
  interval: "day",
  series: [{ event: "Order" }],
  breakdown: { source: "event", key: "plan" },
  compare: "previous",
});

test("a trend is asked for its last periods as one line, whatever it is shown as", () => {
  const asked = alertQuestion(trend);
  expect(asked).toMatchObject({ range: { last: { value: 9, unit: "day" } }, series: [{ event: "Order" }] });
  for (const gone of ["from", "to", "breakdown", "compare"]) expect(asked).not.toHaveProperty(gone);
  expect(Question.safeParse(asked).success).toBe(true);
});

test("what an answer says: periods that are over, and the one that is not", () => {
  const meta = { incomplete: ["2026-01-03"] };
  const answer = {
    labels: ["2026-01-01", "2026-01-02", "2026-01-03"],
    series: [{ series: "A", data: [1, 2, 3] }],
    meta,
  };
  expect(readingsOf(trend, answer as never)).toEqual({
    complete: [
      { label: "2026-01-01", value: 1 },
      { label: "2026-01-02", value: 2 },
    ],
    running: { label: "2026-01-03", value: 3 },
  });
  const cohort = Question.parse({ kind: "cohort", where: { did: { event: "Order" } } });
  expect(readingsOf(cohort, { count: 5, meta } as never).running?.value).toBe(5);
});

test("what can't be watched is refused with what to do instead", () => {
  const cohort = Question.parse({ kind: "cohort", where: { did: { event: "Order" } } });
  expect(alertFault(cohort, { quiet: true })).toMatch(/above and below/);
  expect(alertFault(cohort, { above: 3 })).toBeNull();
  expect(alertFault(trend, { quiet: true })).toBeNull();
  expect(alertFault({ ...trend, cumulative: true } as Question, { above: 3 })).toMatch(/never goes down/);
});
