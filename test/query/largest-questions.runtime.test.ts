import { beforeAll, expect, test } from "vitest";
import type { JsonObject } from "#core/json.ts";
import { Problem } from "#core/problem.ts";
import { Question } from "#core/question.ts";
import { answer } from "#query/run.ts";
import { DEFAULTS, historyOf } from "../oracle/query-judge.ts";
import { houseOf, store } from "../oracle/query-store.ts";

const history = historyOf(7);
beforeAll(() => store(history));

const many = <T>(count: number, make: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at));
const SPRING = { from: "2024-03-05", to: "2024-04-12" };
const VIEWS = [{ event: "View" }];
const texts = many(100, (at) => `value ${at}`);

const where = (condition: JsonObject): JsonObject => ({ kind: "cohort", where: condition });
const filtered = (filter: JsonObject): JsonObject => ({ kind: "segmentation", ...SPRING, series: VIEWS, filter });
const funnel = (order: string): JsonObject => ({
  kind: "funnel",
  ...SPRING,
  order,
  steps: many(20, () => ({ event: null })),
  window: { value: 1, unit: "month" },
  view: "trend",
});
const nested = (depth: number): JsonObject =>
  depth === 0 ? { person: "plan", op: "is_set" } : { not: nested(depth - 1) };

/** As large as questions may be: D1 takes 100 parameters and 100 columns a statement, and an isolate so much time. */
const QUESTIONS: readonly [name: string, question: JsonObject][] = [
  ["190 properties", filtered({ or: many(190, (at) => ({ property: `p${at}`, op: "eq", value: at })) })],
  ["190 properties, all of them", filtered({ and: many(190, (at) => ({ property: `p${at}`, op: "neq", value: at })) })],
  ["one property, 19,000 values", filtered({ and: many(190, () => ({ property: "plan", value: texts })) })],
  ["190 stamps and values", filtered({ and: many(190, (at) => ({ property: "$country", value: `${at}` })) })],
  ["40 traits", filtered({ or: many(40, (at) => ({ person: `t${at}`, op: "is_set" })) })],
  ["190 traits", where({ or: many(190, (at) => ({ person: `t${at}`, op: "is_set" })) })],
  ["20 levels", where(nested(19))],
  ["150 names", where({ or: many(150, (at) => ({ did: { event: `${at}`.padEnd(255, "x") } })) })],
  [
    "1,000 periods",
    where({ regularly: { event: null }, every: { value: 1, unit: "day" }, periods: 1_000, atLeast: 2 }),
  ],
  [
    "26 series",
    {
      kind: "segmentation",
      ...SPRING,
      series: many(26, () => ({ event: "View", math: "monthly_active" })),
      rolling: 366,
    },
  ],
  [
    "hours",
    {
      kind: "segmentation",
      from: "2024-03-05",
      to: "2024-04-04",
      interval: "hour",
      series: [{ event: null, math: "monthly_active" }],
      rolling: 366,
    },
  ],
  [
    "50 groups of 5 keys",
    {
      kind: "segmentation",
      ...SPRING,
      series: VIEWS,
      breakdown: { source: "event", key: ["num", "plan", "cart", "$city", "$message_id"], limit: 50 },
    },
  ],
  [
    "50 cohorts",
    {
      kind: "segmentation",
      ...SPRING,
      series: VIEWS,
      breakdown: {
        source: "cohort",
        cohorts: many(50, (at) => ({ name: `${at}`, definition: { person: `t${at % 40}`, op: "is_not_set" } })),
      },
    },
  ],
  [
    "a deep formula",
    { kind: "segmentation", ...SPRING, series: VIEWS, formula: `${"(".repeat(240)}A${")".repeat(240)}` },
  ],
  ["20 steps in order", funnel("ordered")],
  ["20 steps in strict order", funnel("strict")],
  ["20 steps in any order", funnel("unordered")],
  [
    "1,000 rows",
    {
      kind: "retention",
      from: "2024-03-05",
      to: "2024-04-14",
      interval: "hour",
      start: { event: null },
      mode: "onOrAfter",
    },
  ],
];

test.each(QUESTIONS)("%s: an answer, or why there is none", async (_, written) => {
  const question = Question.parse(written);
  const found = await answer(houseOf(), question, DEFAULTS, history.now).catch((error: unknown) => {
    if (error instanceof Problem) return error.code;
    throw error;
  });
  if (typeof found === "string") expect(["query_too_large", "query_too_long"]).toContain(found);
  else expect(found.meta.ms).toBeLessThan(10_000);
});
