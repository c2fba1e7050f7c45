import type {
  AnswerMeta,
  CohortAnswer,
  FunnelAnswer,
  FunnelStep,
  RetentionAnswer,
  SegmentationAnswer,
} from "#core/answer.ts";
import { Question } from "#core/question.ts";
import type { DigestInput, DigestReport } from "#digest/digest-mail.ts";

export const DAY_MS = 86_400_000;
const NOW = Date.parse("2026-03-15T07:00:00Z");

/** The last `count` local days up to 2026-03-15. */
export const days = (count: number): string[] =>
  Array.from({ length: count }, (_, at) => new Date(NOW - (count - 1 - at) * DAY_MS).toISOString().slice(0, 10));

export const meta = (more: Partial<AnswerMeta> = {}): AnswerMeta => ({
  range: { from: "2026-03-08T23:00:00.000Z", to: "2026-03-15T22:59:59.999Z" },
  timezone: "Europe/Berlin",
  weekStart: "monday",
  asOf: "2026-03-15T07:00:00.000Z",
  incomplete: [],
  exact: true,
  settling: false,
  cached: false,
  archived: 0,
  events: 0,
  rowsRead: 0,
  ms: 1,
  ...more,
});

type AnyAnswer = SegmentationAnswer | FunnelAnswer | RetentionAnswer | CohortAnswer;

/** A saved report with an answer; the question is read as it would be when it was saved. */
export const report = (
  name: string,
  question: object,
  answer: AnyAnswer,
  more: Partial<AnswerMeta> = {},
): Extract<DigestReport, { answer: unknown }> => ({
  name,
  question: Question.parse(question),
  answer: { ...answer, meta: meta(more) },
});

export const digest = (reports: readonly DigestReport[], more: Partial<DigestInput> = {}): DigestInput => ({
  title: "The shop this week",
  workspaceUrl: "https://data.example.com",
  period: { every: "week", at: NOW },
  timezone: "Europe/Berlin",
  everybody: 9_204,
  reports,
  ...more,
});

const week = { range: { last: { value: 7, unit: "day" } } };
const month = { range: { last: { value: 30, unit: "day" } } };
const monthOf = { range: { from: "2026-02-13T23:00:00.000Z", to: "2026-03-15T22:59:59.999Z" } };
const wave = (count: number, size: number, phase: number): number[] =>
  Array.from({ length: count }, (_, at) => Math.round(size * (1.4 + Math.sin(at * 0.9 + phase) + at / count)));
const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

export const ORDERS = report(
  "Orders",
  { kind: "segmentation", ...week, series: [{ event: "Order Completed" }] },
  { labels: days(7), series: [{ series: "A", data: [1_210, 1_340, 980, 1_105, 1_502, 1_733, 412], total: 8_282 }] },
  { incomplete: days(7).slice(-1) },
);

const revenue = wave(30, 5_400, 0);
const before = wave(30, 4_700, 0.7);
export const REVENUE = report(
  "Revenue beside the month before",
  {
    kind: "segmentation",
    ...month,
    series: [{ event: "Order Completed", math: "sum", property: "revenue" }],
    compare: "previous",
  },
  {
    labels: days(30),
    series: [{ series: "A", data: revenue, total: sum(revenue) + 0.256 }],
    previous: { labels: days(30), series: [{ series: "A", data: before, total: sum(before) }] },
  },
  { ...monthOf, incomplete: days(30).slice(-1) },
);

const browsers = ["Chrome", "Safari", "Firefox", "Edge", "$other", "$none"].map((breakdown, place) => {
  const data = wave(30, 900 / (place + 1), place);
  return { series: "A", breakdown, data, total: sum(data) };
});
export const BROWSERS = report(
  "Buyers by browser",
  {
    kind: "segmentation",
    ...month,
    series: [{ event: "Order Completed", math: "unique" }],
    breakdown: { source: "event", key: "$browser", limit: 5 },
  },
  { labels: days(30), series: browsers },
  { ...monthOf, incomplete: days(30).slice(-1) },
);

const step = (count: number, percentOfFirst: number, before: number | null): FunnelStep => ({
  count,
  percentOfFirst,
  percentOfPrevious: before === null ? null : Math.round((10_000 * count) / before) / 100,
  dropped: before === null ? null : before - count,
  avgSeconds: before === null ? null : 640,
  medianSeconds: before === null ? null : 300,
});
const STEPS = ["Product Viewed", "Product Added", "Checkout Started", "Order Completed"].map((event) => ({ event }));
const funnel = { kind: "funnel", ...month, steps: STEPS, window: { value: 7, unit: "day" } };
export const FUNNEL = report(
  "From product to order",
  funnel,
  {
    steps: [step(12_402, 100, null), step(5_611, 45.24, 12_402), step(2_744, 22.13, 5_611), step(1_937, 15.62, 2_744)],
  },
  monthOf,
);
export const FUNNEL_GROUPS = report(
  "Checkout by country",
  { ...funnel, breakdown: { source: "event", key: "$country" } },
  {
    breakdown: {
      DE: [step(4_000, 100, null), step(1_000, 25, 4_000)],
      AT: [step(800, 100, null), step(100, 12.5, 800)],
      $none: [step(3, 100, null), step(0, 0, 3)],
    },
  },
  monthOf,
);
export const FUNNEL_TREND = report(
  "Conversion over time",
  { ...funnel, view: "trend" },
  {
    steps: [step(1_240, 100, null), step(310, 25, 1_240)],
    trend: days(14).map((bucket, at) => ({
      bucket,
      entered: 100 + at,
      converted: 20 + at,
      rate: Math.round((10_000 * (20 + at)) / (100 + at)) / 100,
      final: at < 7,
    })),
  },
  monthOf,
);
export const FUNNEL_TIMES = report(
  "Time to order",
  { ...funnel, view: "timeToConvert" },
  {
    steps: [step(1_240, 100, null), step(84, 6.77, 1_240)],
    timeToConvert: { bins: [0, 3_600, 7_200, 10_800].map((from, at) => [from, 40 - at * 11]), averageSeconds: 4_321.4 },
  },
  monthOf,
);

const weeks = ["2026-02-02", "2026-02-09", "2026-02-16", "2026-02-23", "2026-03-02", "2026-03-09"];
export const RETENTION = report(
  "Do buyers come back?",
  {
    kind: "retention",
    range: { last: { value: 6, unit: "week" } },
    interval: "week",
    start: { event: "Order Completed" },
    return: { event: null },
  },
  {
    cohorts: weeks.map((bucket, row) => ({
      bucket,
      values: Array.from({ length: 6 - row }, (_, at) => Math.round(500 / (at + 1))),
    })),
    average: [1, 0.4283, 0.3121, 0.25, 0.1999, null],
  },
  { range: { from: "2026-02-01T23:00:00.000Z", to: "2026-03-15T22:59:59.999Z" } },
);
export const RETENTION_GROUPS = report(
  "By plan",
  {
    kind: "retention",
    range: { last: { value: 6, unit: "week" } },
    interval: "week",
    start: { event: "Order Completed" },
    breakdown: { source: "person", key: "plan" },
  },
  {
    cohorts: weeks.map((bucket) => ({ bucket, values: [10, 5, 2] })),
    average: [1, 0.5, 0.2],
    groups: ["pro", "$none"],
    breakdown: {},
    averages: { pro: [1, 0.75, 0.3], $none: [1, 0.25, null] },
  },
);

export const PEOPLE = report(
  "Women over 35 who bought twice",
  { kind: "cohort", where: { person: "age", op: "gt", value: 35 } },
  { count: 1_318, base: 2_020, people: [] },
  { range: null },
);

/** One of every kind, and of each way to ask it. */
export const EVERY_KIND = [
  ORDERS,
  REVENUE,
  BROWSERS,
  FUNNEL,
  FUNNEL_GROUPS,
  FUNNEL_TREND,
  FUNNEL_TIMES,
  RETENTION,
  RETENTION_GROUPS,
  PEOPLE,
];
