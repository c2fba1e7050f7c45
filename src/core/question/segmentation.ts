import * as z from "zod";
import { SegmentationBreakdown } from "#core/question/breakdown.ts";
import { anyOfFields, eventFields, type Selector, SELECTOR } from "#core/question/condition.ts";
import { chartFault, checkPeriod, lengthMs, MAX_ANY_EVENT_DAYS, overTime } from "#core/question/period.ts";
import { byField, fields } from "#core/question/shape.ts";
import { DAY_MS, Interval, Moment } from "#core/question/time.ts";

/** What is counted of events alone. */
const COUNTS = ["total", "unique", "sessions", "weekly_active", "monthly_active"] as const;
const NUMERIC = ["sum", "avg", "min", "max", "median", "p25", "p75", "p90", "p95", "p99"] as const;
const FOLDS = ["avg", "min", "max", "median", "p25", "p75", "p90", "p95", "p99", "sum"] as const;
const MATHS = [...COUNTS, "distinct", "perUser", ...NUMERIC] as const;
export type Math = (typeof MATHS)[number];
export type Fold = (typeof FOLDS)[number];

const MAX_SERIES = 26;

const measure = {
  math: z.enum(MATHS, { error: `math must be one of ${MATHS.join(", ")}.` }).default("total"),
  /** Of which event property; for perUser its sum instead of the number of events. */
  property: z.string().min(1).max(256).optional(),
  /** How the people's values of perUser become one. */
  fold: z.enum(FOLDS, { error: `fold must be one of ${FOLDS.join(", ")}.` }).default("avg"),
  /** Its letter where none is given: A, B, … */
  name: z.string().min(1).max(256).optional(),
};

/** One line of the chart: which events, and what of them. */
export type Series = Selector & { math: Math; property?: string | undefined; fold: Fold; name?: string | undefined };
const Series: z.ZodType<Series> = byField<Series>(
  { event: fields({ ...eventFields, ...measure }), anyOf: fields({ ...anyOfFields, ...measure }) },
  `${SELECTOR} With math and its fields.`,
);

/** Whose list is asked: the people behind a point, or, without bucket, behind a series' total. */
const SegmentationCell = fields({
  /** The name of the series, or its letter. */
  series: z.string().min(1).max(256),
  /** The label of a bucket. */
  bucket: z.string().optional(),
  breakdown: z.string().optional(),
  /** In the period compared with. */
  previous: z.boolean().optional(),
});
export type SegmentationCell = z.infer<typeof SegmentationCell>;

/** How much of something happens over time (SEMANTICS §2). */
export const SegmentationQuestion = fields({
  kind: z.literal("segmentation"),
  ...overTime,
  interval: Interval.default("day"),
  series: z
    .array(Series, { error: "series is a list of events, each with its math." })
    .min(1, { error: "A chart needs series, or top." })
    .max(MAX_SERIES, { error: `A chart has ${MAX_SERIES} series at most.` })
    .optional(),
  /** Instead of series: this many of the busiest events of the range. */
  top: z.number().int().min(1).max(50, { error: "top can be 50 at most." }).optional(),
  /** Of the series that top makes. */
  math: z.enum(COUNTS, { error: `math of top must be one of ${COUNTS.join(", ")}.` }).optional(),
  /** Over the letters of the series: `A/B*100`. */
  formula: z.string().min(1).max(500).optional(),
  breakdown: SegmentationBreakdown.optional(),
  cumulative: z.boolean().optional(),
  /** Each point is the mean of so many buckets, the last of which is its own. */
  rolling: z.number().int().min(1).max(366, { error: "rolling can be 366 at most." }).optional(),
  compare: z
    .union([z.literal("previous"), fields({ from: Moment, to: Moment }).superRefine(checkPeriod)], {
      error: 'compare is "previous" or {"from": …, "to": …}.',
    })
    .optional(),
  people: z.array(SegmentationCell).min(1).max(100).optional(),
})
  .superRefine(checkPeriod)
  .superRefine((question, context) => {
    const fault = (path: (string | number)[], message: string) => context.addIssue({ code: "custom", path, message });
    const { series, top, math, formula, interval, compare } = question;
    if (series !== undefined && top !== undefined) fault(["top"], "Write series or top, not both.");
    if (series === undefined && top === undefined) fault(["series"], "A chart needs series, or top.");
    if (math !== undefined && top === undefined) fault(["math"], "math belongs to top; a series has its own.");
    series?.forEach(({ math, property }, at) => {
      const needsProperty = math === "distinct" || NUMERIC.some((numeric) => numeric === math);
      if (needsProperty && property === undefined) fault(["series", at, "property"], `${math} needs a property.`);
    });
    if (formula !== undefined) {
      const complaint = formulaFault(formula, series?.length ?? top ?? 0);
      if (complaint !== null) fault(["formula"], complaint);
    }
    const tooMany = chartFault(question, interval);
    if (tooMany !== null) fault(["interval"], tooMany);
    const tooManyCompared = typeof compare === "object" ? chartFault(compare, interval) : null;
    if (tooManyCompared !== null) fault(["compare"], tooManyCompared);
    const days = Math.round(lengthMs(question) / DAY_MS);
    if (days > MAX_ANY_EVENT_DAYS && series?.some(isAnyEvent)) {
      fault(
        ["series"],
        `Any event goes up to ${MAX_ANY_EVENT_DAYS} days, this range has ${days}. Name events, or ask less.`,
      );
    }
  });
export type SegmentationQuestion = z.infer<typeof SegmentationQuestion>;

const isAnyEvent = (selector: Selector): boolean =>
  "anyOf" in selector ? selector.anyOf.some(isAnyEvent) : selector.event === null;

/** Refuses what no formula can hold; whoever computes it parses the rest. */
function formulaFault(formula: string, series: number): string | null {
  if (!/^[A-Za-z0-9.+\-*/() ]+$/.test(formula)) return "A formula holds letters of series, numbers, + - * / and ( ).";
  const unknown = formula.match(/[A-Za-z]/g)?.find((letter) => letter.toUpperCase().charCodeAt(0) - 65 >= series);
  if (unknown !== undefined) return `There is no series ${unknown}: the last is ${String.fromCharCode(64 + series)}.`;
  return /[A-Za-z]{2}/.test(formula) ? "Each series is one letter: write A*B, not AB." : null;
}
