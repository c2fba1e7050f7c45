import type { AnswerMeta, CohortAnswer, FunnelAnswer, RetentionAnswer, SegmentationAnswer } from "#core/answer.ts";
import type { AlertCheck } from "#core/automation.ts";
import type { Question } from "#core/question.ts";
import type { Readings } from "#automations/alert-check.ts";

/** Periods looked at: the running one, the one that counts, the one before, and how far back "something" may lie. */
const PERIODS = 9;

/** Why a report can't be watched like this, or null. */
export function alertFault(question: Question, check: AlertCheck): string | null {
  const needsPeriods = "changedBy" in check || "quiet" in check;
  if (needsPeriods && question.kind !== "segmentation") {
    return "Only a trend has periods that can change or go quiet; of other reports, above and below can be watched.";
  }
  return question.kind === "segmentation" && question.cumulative === true
    ? "A running total can't be watched: it never goes down. Take `cumulative` out."
    : null;
}

/**
 * What is asked for an alert. Of a trend its last periods, whatever range it is shown with, and everything of them as one
 * number: no groups, no comparison. Other reports are asked as they are.
 */
export function alertQuestion(question: Question): Question {
  if (question.kind !== "segmentation") return question;
  const { from: _from, to: _to, breakdown: _breakdown, compare: _compare, people: _people, ...rest } = question;
  return { ...rest, range: { last: { value: PERIODS, unit: question.interval } } };
}

/**
 * The numbers of an answer: of a trend the first line (the formula, where there is one) by period; of a funnel the percentage
 * that came through; of retention the percentage that came back in the period after the first; of a people query how many.
 */
export function readingsOf(question: Question, answer: object & { meta: AnswerMeta }): Readings {
  switch (question.kind) {
    case "segmentation": {
      const { labels, series } = answer as SegmentationAnswer & { meta: AnswerMeta };
      const data = series[0]?.data ?? [];
      const readings = labels.map((label, index) => ({ label, value: data[index] ?? 0 }));
      const isOpen = new Set(answer.meta.incomplete);
      return {
        complete: readings.filter(({ label }) => !isOpen.has(label)),
        running: readings.find(({ label }) => isOpen.has(label)) ?? null,
      };
    }
    case "funnel":
      return { complete: [], running: { label: "conversion", value: convertedOf(answer as FunnelAnswer) } };
    case "retention": {
      const [, next] = (answer as unknown as RetentionAnswer).average;
      return { complete: [], running: { label: "retention", value: (next ?? 0) * 100 } };
    }
    case "cohort":
      return { complete: [], running: { label: "people", value: (answer as unknown as CohortAnswer).count } };
  }
}

function convertedOf({ steps, trend }: FunnelAnswer): number {
  const last = steps?.at(-1);
  if (last !== undefined) return last.percentOfFirst;
  const points = Array.isArray(trend) ? trend : [];
  const entered = points.reduce((sum, point) => sum + point.entered, 0);
  const converted = points.reduce((sum, point) => sum + point.converted, 0);
  return entered === 0 ? 0 : (converted / entered) * 100;
}
