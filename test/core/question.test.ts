import { describe, expect, test } from "vitest";
import * as z from "zod";
import { Question } from "#core/question.ts";

const march = { from: "2024-03-01", to: "2024-03-31" };
const funnel = (more: object = {}) => ({
  kind: "funnel",
  ...march,
  steps: [{ event: "A" }, { event: "B" }, { event: "C" }],
  ...more,
});
const chart = (more: object = {}) => ({ kind: "segmentation", ...march, series: [{ event: "A" }], ...more });
const retention = (more: object = {}) => ({ kind: "retention", ...march, start: { event: "A" }, ...more });

describe("what is refused, and how", () => {
  test.each<[string, unknown, RegExp]>([
    ["no object", 5, /./],
    ["an unknown kind", { kind: "sum" }, /kind must be funnel, segmentation, retention or cohort/],
    ["an unknown field", funnel({ colour: "red" }), /Unknown field "colour"; the fields here are kind, /],
    ["an unknown field further in", funnel({ steps: [{ event: "A", colour: 1 }] }), /"colour".*steps\[0\]/s],

    ["no range", { kind: "funnel", steps: [{ event: "A" }] }, /from and to, or range.*at from/s],
    ["from alone", funnel({ to: undefined }), /needs to.*at to/s],
    ["two ranges", funnel({ range: { last: { value: 3, unit: "day" } } }), /from and to, or range, not both/],
    [
      "a range of no days",
      funnel({ from: undefined, to: undefined, range: { last: { value: 0, unit: "day" } } }),
      /range\.last\.value/,
    ],
    ["a range that ends before it begins", funnel({ from: "2024-04-01" }), /to lies before from/],
    ["a day there isn't", funnel({ from: "2024-02-30" }), /Write a day .*at from/s],
    ["a time without a zone", funnel({ from: "2024-03-01T10:00:00" }), /with Z or an offset.*at from/s],
    ["a year far away", funnel({ from: "0024-03-01" }), /between 1970 and 2200.*at from/s],
    ["now as a day", funnel({ now: "2024-03-01" }), /instant.*at now/s],
    ["an offset as zone", funnel({ timezone: "+02:00" }), /IANA zone.*at timezone/s],
    ["no zone", funnel({ timezone: "Mars/Olympus" }), /IANA zone, such as Europe\/Berlin/],
    ["another week start", funnel({ weekStart: "friday" }), /sunday or monday/],

    ["no steps", funnel({ steps: [] }), /A funnel needs steps/],
    ["too many steps", funnel({ steps: Array.from({ length: 21 }, () => ({ event: "A" })) }), /20 steps at most/],
    ["a step without an event", funnel({ steps: [{}] }), /\{"event": null\} for any/],
    ["a window of no time", funnel({ window: { value: 0, unit: "day" } }), /more than 0.*window\.value/s],
    [
      "a window in other units",
      funnel({ window: { value: 1, unit: "fortnight" } }),
      /unit must be one of second.*window\.unit/s,
    ],
    ["a window of centuries", funnel({ window: { value: 1e6, unit: "day" } }), /100 years/],
    [
      "an exclusion that ends where it begins",
      funnel({ exclusions: [{ event: "X", fromStep: 1, toStep: 1 }] }),
      /after fromStep/,
    ],
    ["an exclusion after the end", funnel({ exclusions: [{ event: "X", fromStep: 1, toStep: 3 }] }), /last step is 2/],
    ["an exclusion without its place", funnel({ exclusions: [{ event: "X" }] }), /fromStep/],
    [
      "an exclusion that is a step",
      funnel({ exclusions: [{ event: "B", fromStep: 0, toStep: 2 }] }),
      /can't be a step/,
    ],
    [
      "an exclusion within no order",
      funnel({ order: "unordered", exclusions: [{ event: "X", fromStep: 0, toStep: 1 }] }),
      /whole funnel/,
    ],
    ["a last step before the first", funnel({ view: "trend", fromStep: 2, toStep: 1 }), /after fromStep.*at toStep/s],
    ["a step there isn't", funnel({ people: [{ step: 4 }] }), /has 3 steps/],
    ["a list of nothing", funnel({ people: [{ dropped: true }] }), /a step or of a bucket/],
    [
      "attribution to no step",
      funnel({ breakdown: { source: "event", key: "k", attribution: "step" } }),
      /attribution step needs/,
    ],
    ["a breakdown by name", funnel({ breakdown: { source: "name" } }), /source must be one of event, person, cohort/],

    ["a breakdown without a key", chart({ breakdown: { source: "event" } }), /needs the key.*breakdown\.key/s],
    ["a breakdown without cohorts", chart({ breakdown: { source: "cohort" } }), /needs cohorts/],
    ["too many groups", chart({ breakdown: { source: "event", key: "k", limit: 51 } }), /limit can be 50 at most/],
    [
      "two cohorts of one name",
      chart({
        breakdown: {
          source: "cohort",
          cohorts: [
            { name: "a", definition: null },
            { name: "a", definition: null },
          ],
        },
      }),
      /a name of its own/,
    ],
    [
      "a cohort with another operator",
      chart({ breakdown: { source: "cohort", cohorts: [{ name: "a", definition: { person: "a", op: "is" } }] } }),
      /The operators are.*definition/s,
    ],
    ["no series", chart({ series: undefined }), /needs series, or top/],
    ["series and top", chart({ top: 12 }), /series or top, not both/],
    ["another math", chart({ series: [{ event: "A", math: "mode" }] }), /math must be one of/],
    [
      "a sum of nothing",
      chart({ series: [{ event: "A", math: "sum" }] }),
      /sum needs a property.*series\[0\]\.property/s,
    ],
    ["a formula over more than there is", chart({ formula: "A/B" }), /no series B: the last is A/],
    ["a formula that is none", chart({ formula: "A;B" }), /A formula holds/],
    [
      "hours of more than a month",
      chart({ interval: "hour", to: "2024-04-01" }),
      /31 days, this range has 32.*interval/s,
    ],
    ["days of more than a year", chart({ from: "2023-03-01" }), /12 months, this range has 397 days.*interval/s],
    [
      "hours of a relative range",
      chart({ interval: "hour", from: undefined, to: undefined, range: { last: { value: 2, unit: "month" } } }),
      /31 days/,
    ],
    [
      "any event for long",
      chart({ interval: "week", from: "2023-12-01", series: [{ anyOf: [{ event: null }] }] }),
      /93 days, this range has 122/,
    ],
    [
      "a period compared with that is none",
      chart({ compare: { from: "2024-02-02", to: "2024-02-01" } }),
      /to lies before from/,
    ],

    ["no start", retention({ start: undefined }), /An event is.*at start/s],
    ["a table without end", retention({ interval: "hour", to: "2024-12-31" }), /about 7344 buckets/],
    [
      "a breakdown by cohort",
      retention({ breakdown: { source: "cohort", cohorts: [] } }),
      /source must be one of event, person/,
    ],
    ["no return", retention({ returnMin: 0 }), /returnMin/],
  ])("%s", (_, question, message) => {
    const answer = Question.safeParse(question);
    expect(answer.success).toBe(false);
    if (!answer.success) expect(z.prettifyError(answer.error)).toMatch(message);
  });
});

describe("what is allowed", () => {
  test.each<[string, unknown]>([
    ["a funnel of one step", funnel({ steps: [{ event: "A" }] })],
    ["an exclusion that is the step it follows", funnel({ exclusions: [{ event: "A", fromStep: 0, toStep: 1 }] })],
    ["a year by day", chart({ from: "2023-04-01" })],
    ["31 days by hour", chart({ interval: "hour" })],
    ["12 months back", chart({ from: undefined, to: undefined, range: { last: { value: 12, unit: "month" } } })],
    ["an instant and a day", chart({ from: "2024-03-31T23:00:00-05:00" })],
    ["any event for 93 days", chart({ from: "2023-12-30", series: [{ event: null }] })],
    ["a zone by its old name", funnel({ timezone: "US/Pacific" })],
  ])("%s", (_, question) => {
    const answer = Question.safeParse(question);
    expect(answer.success ? "" : z.prettifyError(answer.error)).toBe("");
  });

  test("what isn't said has the meaning of the semantics", () => {
    expect(Question.parse(funnel())).toMatchObject({
      order: "ordered",
      window: { value: 14, unit: "day" },
      countBy: "uniques",
      reentry: "any",
      convertUntil: "window",
      exclusionMode: "discard",
    });
    expect(Question.parse(chart())).toMatchObject({
      interval: "day",
      series: [{ event: "A", math: "total", fold: "avg" }],
    });
    expect(Question.parse(retention())).toMatchObject({ startMode: "recurring", mode: "on", returnMin: 1 });
  });

  test("bins are 1 to 90, whatever is asked", () => {
    expect([0, 7, 500].map((bins) => Question.parse(funnel({ bins })))).toMatchObject([
      { bins: 1 },
      { bins: 7 },
      { bins: 90 },
    ]);
  });

  test("a parsed question is a question: saving one and asking it again changes nothing", () => {
    const question = Question.parse(funnel({ breakdown: { source: "event", key: ["a", "b"] } }));
    expect(Question.parse(JSON.parse(JSON.stringify(question)))).toEqual(question);
  });

  test("it can be described for programs", () => {
    const described = JSON.stringify(z.toJSONSchema(Question, { io: "input", unrepresentable: "any" }));
    for (const word of ["zeroCounts", "exclusionMode", "monthly_active", "onReturn"]) expect(described).toContain(word);
  });
});
