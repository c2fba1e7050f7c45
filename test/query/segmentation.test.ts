import { describe, expect, test } from "vitest";
import { SegmentationQuestion } from "#core/question.ts";
import type { PersonHistory } from "#core/history.ts";
import { createSegmentationTally } from "#query/segmentation.ts";
import { needsOfSegmentation } from "#query/segmentation-scope.ts";
import { casesOf, contextOf, differences, peopleOf, questionOf } from "./cases.ts";

function answer(question: SegmentationQuestion, people: readonly PersonHistory[]) {
  const tally = createSegmentationTally(question, contextOf(question));
  let passes = 0;
  do {
    passes += 1;
    for (const person of people) tally.add(person);
  } while (tally.again());
  return { ...tally.answer(), passes };
}

describe("what the cases say", () => {
  test.each(casesOf("segmentation"))("$name", (one) => {
    const question = questionOf(one, "segmentation");
    // Rows that name neither their series nor their group are meant by their place.
    const isPlain = [one.expect["series"] ?? []]
      .flat()
      .some((row) => !/"(series|breakdown)"/.test(JSON.stringify(row)));
    const ordered = isPlain || one.tags.includes("top") || /lists-every-value/.test(one.name);
    expect(differences(one.expect, answer(question, peopleOf(one)), { ordered })).toEqual([]);
  });
});

const ask = (rest: object) =>
  SegmentationQuestion.parse({ kind: "segmentation", from: "2024-05-01", to: "2024-05-02", ...rest });

/** People of one event each, `x` on May 1st at noon unless told otherwise. */
const people = (...list: { properties?: Record<string, string | number>; at?: string; event?: string }[]) =>
  peopleOf({
    events: list.map(({ properties = {}, at = "2024-05-01T12:00:00Z", event = "x" }, person) => ({
      distinctId: `p${String(person).padStart(5, "0")}`,
      event,
      timestamp: at,
      properties,
    })),
  });

describe("a breakdown", () => {
  const byKey = { source: "event", key: "k" };
  const letters = people(...["a", "a", "a", "b", "b", "c", "d"].map((k) => ({ properties: { k } })));

  test("needs one pass where no group is folded, and a second one where some are", () => {
    const series = [{ event: "x" }];
    expect(answer(ask({ series, breakdown: { ...byKey, limit: 4 } }), letters).passes).toBe(1);
    const folded = answer(ask({ series, breakdown: { ...byKey, limit: 2 } }), letters);
    expect(folded.passes).toBe(2);
    expect(folded.series.map(({ breakdown, total }) => [breakdown, total])).toEqual([
      ["a", 3],
      ["b", 2],
      ["$other", 2],
    ]);
  });

  test("shows the whole beside its groups, of a formula too", () => {
    const whole = answer(ask({ series: [{ event: "x" }], breakdown: { ...byKey, limit: 1 }, formula: "A*2" }), letters);
    expect(whole.series.map(({ breakdown, total }) => [breakdown, total])).toEqual([
      ["a", 6],
      ["$other", 8],
    ]);
    expect(whole.whole).toEqual([{ series: "A*2", data: [14, 0], total: 14 }]);
  });

  test("shows the ten biggest groups where no limit is asked for", () => {
    const many = people(...Array.from({ length: 110 }, (_, k) => ({ properties: { k } })));
    const { series, notes } = answer(ask({ series: [{ event: "x" }], breakdown: byKey }), many);
    expect(series).toHaveLength(11);
    expect(series.at(-1)).toEqual({ series: "A", breakdown: "$other", data: [100, 0], total: 100 });
    expect(notes).toBeUndefined();
  });

  test("says so where there are more values than it can weigh, and still loses nobody", () => {
    const many = people(...Array.from({ length: 10_500 }, (_, k) => ({ properties: { k } })));
    const { series, notes } = answer(ask({ series: [{ event: "x" }], breakdown: { ...byKey, limit: 3 } }), many);
    expect(series.map(({ total }) => total)).toEqual([1, 1, 1, 10_497]);
    expect(notes).toEqual([expect.stringContaining("more than 10,000 different values")]);
  });

  test("weighs only what lies in the range, though active people are looked for around it", () => {
    const properties = (k: string) => ({ properties: { k } });
    const around = people(
      properties("in"),
      { ...properties("before"), at: "2024-04-28T12:00:00Z" },
      { ...properties("after"), at: "2024-05-01T22:00:00Z" },
    );
    const series = [{ event: "x", math: "weekly_active" }];
    const { series: rows } = answer(ask({ to: "2024-05-01T18:00:00Z", series, breakdown: byKey }), around);
    expect(rows.map(({ breakdown, total }) => [breakdown, total])).toEqual([["in", 1]]);
  });

  test("joins the values of several keys", () => {
    const pairs = people({ properties: { k: "a", l: 1 } }, { properties: { k: "a", l: 1 } }, { properties: { l: 2 } });
    const { series } = answer(
      ask({ series: [{ event: "x" }], breakdown: { source: "event", key: ["k", "l"] } }),
      pairs,
    );
    expect(series.map(({ breakdown, total }) => [breakdown, total])).toEqual([
      ["a::1", 2],
      ["::2", 1],
    ]);
  });

  test("a value called $other stands in the rest, not beside it", () => {
    const odd = people(...["$other", "$other", "a", "b"].map((k) => ({ properties: { k } })));
    const { series } = answer(ask({ series: [{ event: "x" }], breakdown: { ...byKey, limit: 2 } }), odd);
    expect(series.map(({ breakdown, total }) => [breakdown, total])).toEqual([
      ["a", 1],
      ["$other", 3],
    ]);
  });
});

describe("the people behind a number", () => {
  const two = people(
    { properties: { k: "a" } },
    { event: "y" },
    { properties: { k: "b" }, at: "2024-05-02T12:00:00Z" },
  );
  const lists = (question: object, cells: object[]) =>
    answer(ask({ ...question, people: cells }), two).people?.map(({ ids = [] }) =>
      ids.map((id) => Number(id.slice(1))),
    );

  test("are found by series, bucket and group", () => {
    const series = [{ event: "x", name: "X" }, { event: "y" }];
    const breakdown = { source: "event", key: "k" };
    expect(
      lists({ series, breakdown }, [
        { series: "X" },
        { series: "B" },
        { series: "X", bucket: "2024-05-02" },
        { series: "X", breakdown: "a" },
        { series: "X", breakdown: "a", bucket: "2024-05-02" },
        { series: "B", breakdown: "$none" },
        { series: "X", bucket: "2024-05-03" },
        { series: "C" },
      ]),
    ).toEqual([[0, 2], [1], [2], [0], [], [1], [], []]);
  });

  test("of a formula are those of any of its series; of a period before, those of then", () => {
    const series = [{ event: "x" }, { event: "y" }];
    expect(lists({ series, formula: "A+B" }, [{ series: "A+B" }])).toEqual([[0, 1, 2]]);
    const question = { from: "2024-05-02", series, compare: "previous" };
    const cells = [{ series: "A" }, { series: "B", previous: true }, { series: "B" }, { series: "A", previous: true }];
    expect(lists(question, cells)).toEqual([[2], [1], [], [0]]);
  });

  test("of a running total are those of every bucket so far, of a rolling mean those of its buckets", () => {
    const series = [{ event: "x" }];
    const cells = ["2024-05-01", "2024-05-02", "2024-05-03"].map((bucket) => ({ series: "A", bucket }));
    expect(lists({ to: "2024-05-03", series, cumulative: true }, cells)).toEqual([[0], [0, 2], [0, 2]]);
    expect(lists({ to: "2024-05-03", series, rolling: 2 }, cells)).toEqual([[0], [0, 2], [2]]);
  });
});

test("a formula that can't be read is the client's fault", () => {
  const question = ask({ series: [{ event: "x" }], formula: "(A" });
  expect(() => createSegmentationTally(question, contextOf(question))).toThrow(
    "A bracket of the formula isn't closed.",
  );
});

describe("what is needed of histories", () => {
  const needs = (rest: object) => {
    const question = ask(rest);
    const { from, to, ...other } = needsOfSegmentation(question, contextOf(question));
    return { ...other, from: new Date(from).toISOString(), to: new Date(to).toISOString() };
  };

  test("is the range, the names and the properties", () => {
    expect(
      needs({
        series: [
          { event: "x", math: "avg", property: "n" },
          { event: "y", math: "sessions" },
        ],
        breakdown: { source: "person", key: "plan" },
      }),
    ).toEqual({
      any: false,
      names: ["x", "y"],
      from: "2024-05-01T00:00:00.000Z",
      to: "2024-05-02T23:59:59.999Z",
      properties: ["n", "$session_id"],
      traits: ["plan"],
    });
  });

  test("reaches back for rolling means, active people and comparisons, and on to the end of the day for active people", () => {
    expect(needs({ series: [{ event: "x" }], rolling: 3 }).from).toBe("2024-04-29T00:00:00.000Z");
    expect(needs({ series: [{ event: "x" }], compare: "previous" }).from).toBe("2024-04-29T00:00:00.000Z");
    const active = needs({ series: [{ event: "x", math: "weekly_active" }], to: "2024-05-02T10:00:00Z" });
    expect(active).toMatchObject({ from: "2024-04-25T00:00:00.000Z", to: "2024-05-02T23:59:59.999Z" });
  });

  test("is events of every name while the busiest are to be found", () => {
    expect(needs({ top: 3 })).toMatchObject({ any: true, names: [] });
  });
});
