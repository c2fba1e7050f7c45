import type { Buckets } from "#core/calendar.ts";
import { rangeOf } from "#core/range.ts";
import type { RetentionQuestion } from "#core/question/retention.ts";
import { spanMs } from "#core/question/time.ts";
import { type GroupNameOf, groupNameOf } from "#query/breakdown.ts";
import type { HistoryEvent, Needs, PersonHistory, QuestionContext } from "#core/history.ts";
import { compileCondition, compileSelector } from "#query/filter.ts";
import { mergeNeeds, needsOfCondition, needsOfSelector, NO_NEEDS } from "#query/needs.ts";

type Selects = (event: HistoryEvent, person: PersonHistory) => boolean;

/** A retention question made ready to be asked of people. */
export interface RetentionPlan {
  question: RetentionQuestion;
  /** One row each; rows end where the last one does. */
  buckets: Pick<Buckets, "starts" | "end" | "labels" | "at">;
  starts: Selects;
  returns: Selects;
  /** Length of a period that counts from a person's own start, ms. */
  periodMs: number;
  nameOf: GroupNameOf | null;
  /** Must a return carry the value of its start? Of a person's trait it always does. */
  valueOnReturn: boolean;
}

export function planRetention(question: RetentionQuestion, context: QuestionContext): RetentionPlan {
  const { filter, start, breakdown, interval } = question;
  const passes = filter === undefined ? () => true : compileCondition(filter, context);
  const selecting = (selector: RetentionQuestion["start"]): Selects => {
    const selects = compileSelector(selector, context);
    return (event, person) => selects(event, person) && passes(event, person);
  };
  return {
    question,
    buckets: rowsOf(question, context),
    starts: selecting(start),
    returns: selecting(question.return ?? start),
    periodMs: spanMs({ value: 1, unit: interval }),
    nameOf: breakdown === undefined ? null : groupNameOf(breakdown),
    valueOnReturn: breakdown?.source === "event" && breakdown.onReturn,
  };
}

/** The buckets of the range, `periods` of them at most. */
function rowsOf(question: RetentionQuestion, { calendar, now }: QuestionContext): RetentionPlan["buckets"] {
  const { interval, periods = Infinity } = question;
  const { from, to } = rangeOf(question, calendar, now);
  const all = calendar.buckets(from, to, interval);
  const end = all.starts[periods];
  return end === undefined ? all : calendar.buckets(from, end - 1, interval);
}

/** What of people's histories the question looks at. */
export function needsOfRetention(question: RetentionQuestion, context: QuestionContext): Needs {
  const { start, filter, breakdown, startMode, firstScope } = question;
  const { starts, end } = rowsOf(question, context);
  const range = { from: starts[0] ?? end, to: end - 1 };
  const everFirst = startMode === "first" && firstScope === "ever";
  const keys = [breakdown?.key ?? []].flat();
  return mergeNeeds(
    needsOfSelector(start, everFirst ? { ...range, from: -Infinity } : range, context),
    needsOfSelector(question.return ?? start, range, context),
    filter === undefined ? NO_NEEDS : needsOfCondition(filter, context),
    {
      ...NO_NEEDS,
      properties: breakdown?.source === "event" ? keys : [],
      traits: breakdown?.source === "person" ? keys : [],
    },
  );
}
