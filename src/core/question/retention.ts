import * as z from "zod";
import { RetentionBreakdown } from "#core/question/breakdown.ts";
import { Selector } from "#core/question/condition.ts";
import { bucketsFault, checkPeriod, overTime } from "#core/question/period.ts";
import { fields } from "#core/question/shape.ts";
import { Instant, Interval } from "#core/question/time.ts";

/** Whose list is asked: a row (with the periods each came back in), or one of its periods. All 0-based. */
const RetentionCell = fields({
  cohort: z.number().int().min(0),
  period: z.number().int().min(0).optional(),
  breakdown: z.string().optional(),
});
export type RetentionCell = z.infer<typeof RetentionCell>;

/** Who comes back (SEMANTICS §5). */
export const RetentionQuestion = fields({
  kind: z.literal("retention"),
  ...overTime,
  interval: Interval.default("day"),
  /** Buckets at most, from the start of the range. */
  periods: z.number().int().min(1).max(1_000).optional(),
  start: Selector,
  /** The start event where none is given. */
  return: Selector.optional(),
  /** recurring: a person may be in many rows; first: only in that of the first start event. */
  startMode: z.enum(["recurring", "first"], { error: "startMode must be recurring or first." }).default("recurring"),
  /** The first ever, or the first in the range. */
  firstScope: z.enum(["ever", "range"], { error: "firstScope must be ever or range." }).default("range"),
  /** on: in that bucket; onOrAfter: in it or later; rolling: periods of 24 h, 7 or 30 days from each person's own start. */
  mode: z.enum(["on", "onOrAfter", "rolling"], { error: "mode must be on, onOrAfter or rolling." }).default("on"),
  /** Return events that one bucket needs. */
  returnMin: z.number().int().min(1).default(1),
  breakdown: RetentionBreakdown.optional(),
  /** Rows count in the average once their bucket has ended by then. */
  asOf: Instant.optional(),
  people: z.array(RetentionCell).min(1).max(100).optional(),
})
  .superRefine(checkPeriod)
  .superRefine((question, context) => {
    const tooMany = question.periods === undefined ? bucketsFault(question, question.interval) : null;
    if (tooMany !== null) context.addIssue({ code: "custom", path: ["interval"], message: tooMany });
  });
export type RetentionQuestion = z.infer<typeof RetentionQuestion>;
