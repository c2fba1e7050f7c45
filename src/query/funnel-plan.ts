import type { Buckets } from "#core/calendar.ts";
import type { FunnelBreakdown, FunnelQuestion } from "#core/question.ts";
import { spanMs } from "#core/question/time.ts";
import { rangeOf } from "#core/range.ts";
import type { HistoryEvent, PersonHistory, QuestionContext } from "#core/history.ts";
import { compileCondition, compileMembership, compileSelector } from "#query/filter.ts";

type Selects = (event: HistoryEvent, person: PersonHistory) => boolean;

/** A funnel question with everything worked out that is the same for all people. */
export interface FunnelPlan extends Pick<
  FunnelQuestion,
  "order" | "exclusionMode" | "countBy" | "reentry" | "view" | "bins"
> {
  /** When people may enter, ms, both inclusive. */
  from: number;
  to: number;
  /** The last moment (ms) at which a step can be reached: with convertUntil window it lies after the range. */
  horizon: number;
  /** Time from the first step to the last, ms, inclusive. */
  windowMs: number;
  /** The filter over everything. */
  passes: Selects;
  steps: { selects: Selects }[];
  exclusions: { selects: Selects; fromStep: number; toStep: number }[];
  breakdown: FunnelBreakdown | null;
  /** Of a breakdown by cohorts. */
  cohorts: { name: string; holds: (person: PersonHistory) => boolean }[];
  /** Of the trend; null where none is asked for. */
  buckets: Buckets | null;
  /** The steps (0-based) between which trend and time to convert look. */
  fromStep: number;
  toStep: number;
}

/** `trend`: are the buckets of entry needed? */
export function createFunnelPlan(
  question: FunnelQuestion,
  context: QuestionContext,
  trend = question.view === "trend",
): FunnelPlan {
  const { order, exclusionMode, countBy, reentry, view, bins, filter, breakdown = null } = question;
  const { from, to, horizon, windowMs } = funnelTime(question, context);
  return {
    order,
    exclusionMode,
    countBy,
    reentry,
    view,
    bins,
    from,
    to,
    horizon,
    windowMs,
    passes: filter === undefined ? () => true : compileCondition(filter, context),
    steps: question.steps.map((step) => ({ selects: compileSelector(step, context) })),
    exclusions: (question.exclusions ?? []).map((exclusion) => ({
      selects: compileSelector(exclusion, context),
      fromStep: exclusion.fromStep,
      toStep: exclusion.toStep,
    })),
    breakdown,
    cohorts: (breakdown?.cohorts ?? []).map(({ name, definition }) => ({
      name,
      holds: definition === null ? () => true : compileMembership(definition, context),
    })),
    buckets: trend ? context.calendar.buckets(from, to, question.interval) : null,
    fromStep: question.fromStep ?? 0,
    toStep: question.toStep ?? question.steps.length - 1,
  };
}

/** When people may enter, and when they have to have finished (ms, inclusive). */
export function funnelTime(question: FunnelQuestion, { calendar, now }: QuestionContext) {
  const { from, to } = rangeOf(question, calendar, now);
  const windowMs = spanMs(question.window);
  return { from, to, windowMs, horizon: question.convertUntil === "range" ? to : to + windowMs };
}
