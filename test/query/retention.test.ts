import { describe, expect, test } from "vitest";
import { RetentionQuestion } from "#core/question.ts";
import type { PersonHistory } from "#core/history.ts";
import { createRetentionTally } from "#query/retention.ts";
import { needsOfRetention } from "#query/retention-plan.ts";
import { casesOf, contextOf, differences, peopleOf, questionOf } from "./cases.ts";

function answer(question: RetentionQuestion, people: readonly PersonHistory[]) {
  const tally = createRetentionTally(question, contextOf(question));
  do for (const person of people) tally.add(person);
  while (tally.again());
  return tally.answer();
}

describe("what the cases say", () => {
  test.each(casesOf("retention"))("$name", (one) => {
    expect(differences(one.expect, answer(questionOf(one, "retention"), peopleOf(one)))).toEqual([]);
  });
});

const ask = (rest: object) =>
  RetentionQuestion.parse({ kind: "retention", from: "2024-05-01", to: "2024-05-03", start: { event: "x" }, ...rest });

/** Each text is a person: events as `name day property`. */
const people = (...list: string[]) =>
  peopleOf({
    events: list.flatMap((all, person) =>
      all.split(", ").map((one) => {
        const [event = "", day = "", k = ""] = one.split(" ");
        return { distinctId: `p${person}`, event, timestamp: `2024-05-0${day}T12:00:00Z`, properties: { k } };
      }),
    ),
  });

describe("a breakdown", () => {
  const breakdown = { source: "event", key: "k" };
  const some = people("x 1 a, x 2 a", "x 1 a, x 2 b", "x 1 b", "x 1 c, x 2 d");

  test("folds groups above the limit, and a return with any of their values is one of the rest", () => {
    const folded = answer(ask({ breakdown: { ...breakdown, limit: 1 } }), some);
    expect(folded.groups).toEqual(["a", "$other"]);
    expect(folded.breakdown?.["a"]?.[0]?.values).toEqual([2, 1, 0]);
    expect(folded.breakdown?.["$other"]?.[0]?.values).toEqual([2, 1, 0]);
  });

  test("can drop the rest, and shows everyone beside the groups", () => {
    const { groups, cohorts } = answer(ask({ breakdown: { ...breakdown, limit: 1, other: false } }), some);
    expect(groups).toEqual(["a"]);
    expect(cohorts[0]?.values).toEqual([4, 3, 0]);
  });
});

test("the average leaves out rows whose bucket has not ended by now", () => {
  const some = people("x 1, x 2", "x 2, x 3", "x 2");
  expect(answer(ask({}), some).average).toEqual([1, 0.5, 0]);
  expect(answer(ask({ now: "2024-05-03T12:00:00Z" }), some).average).toEqual([1, 1, null]);
});

test("whoever returns is found by row and period; nobody where there is no such row", () => {
  const asked = [
    { cohort: 0 },
    { cohort: 0, period: 1 },
    { cohort: 0, period: 0 },
    { cohort: 9 },
    { cohort: 0, period: 9 },
  ];
  const { people: lists } = answer(ask({ people: asked }), people("x 1, x 2, x 3", "x 1, x 3", "x 1"));
  expect(lists).toEqual([
    {
      cohort: 0,
      count: 3,
      rows: [
        { id: "p0", periods: [0, 1, 2] },
        { id: "p1", periods: [0, 2] },
        { id: "p2", periods: [0] },
      ],
    },
    { cohort: 0, period: 1, count: 1, ids: ["p0"] },
    { cohort: 0, period: 0, count: 3, ids: ["p0", "p1", "p2"] },
    { cohort: 9, count: 0, rows: [] },
    { cohort: 0, period: 9, count: 0, ids: [] },
  ]);
});

describe("periods from each person's own start", () => {
  const at = (...events: [event: string, timestamp: string][]) =>
    peopleOf({ events: events.map(([event, timestamp]) => ({ distinctId: "p", event, timestamp })) });

  test("begin to the millisecond when 24 hours have passed", () => {
    const asked = ask({ return: { event: "y" }, mode: "rolling" });
    const values = (time: string) =>
      answer(asked, at(["x", "2024-05-01T12:00:00Z"], ["y", `2024-05-02T${time}Z`])).cohorts[0]?.values;
    expect(values("11:59:59.999")).toEqual([1, 0, 0]);
    expect(values("12:00:00.000")).toEqual([1, 1, 0]);
  });

  test("end with the rows, where months of 31 days make room for more of them", () => {
    const asked = ask({
      from: "2024-07-01",
      to: "2024-08-31",
      interval: "month",
      return: { event: "y" },
      mode: "rolling",
    });
    const { cohorts } = answer(asked, at(["x", "2024-07-01T00:00:00Z"], ["y", "2024-08-31T12:00:00Z"]));
    expect(cohorts.map(({ values }) => values)).toEqual([[1, 0], [0]]);
  });
});

test("only the first start event ever takes the whole past", () => {
  const needs = (rest: object) => needsOfRetention(ask(rest), contextOf(ask(rest)));
  expect(needs({ return: { event: "y" } })).toMatchObject({
    any: false,
    names: ["x", "y"],
    from: Date.parse("2024-05-01T00:00:00Z"),
    to: Date.parse("2024-05-04T00:00:00Z") - 1,
  });
  expect(needs({ startMode: "first", firstScope: "ever" }).from).toBe(-Infinity);
});
