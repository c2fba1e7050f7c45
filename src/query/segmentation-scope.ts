import { previousRange, rangeOf } from "#core/range.ts";
import type { SegmentationQuestion, Series } from "#core/question/segmentation.ts";
import type { HistoryEvent, Needs, PersonHistory, QuestionContext } from "#core/history.ts";
import { compileCondition, compileSelector } from "#query/filter.ts";
import { mergeNeeds, needsOfCondition, needsOfSelector, NO_NEEDS } from "#query/needs.ts";
import { chartOf, reachOf, type Stretch } from "#query/segmentation-line.ts";
import { SESSION } from "#query/segmentation-measure.ts";

/** The question's own series, or one for each of the busiest events. */
export const seriesOf = ({ series, math = "total" }: SegmentationQuestion, busiest: readonly string[]): Series[] =>
  series ?? busiest.map((name) => ({ event: name, name, math, fold: "avg" }));

/** The periods of a question: its range, and what it is compared with. */
export function stretchesOf(question: SegmentationQuestion, { calendar, now }: QuestionContext): Stretch[] {
  const { compare } = question;
  const range = rangeOf(question, calendar, now);
  if (compare === undefined) return [range];
  return [range, compare === "previous" ? previousRange(range, calendar) : rangeOf(compare, calendar, now)];
}

/** From the first to the last moment that any series looks at in any period. */
function reachOfAll(question: SegmentationQuestion, series: readonly Series[], context: QuestionContext): Stretch {
  const reaches = stretchesOf(question, context).flatMap((stretch) => [
    stretch,
    ...chartOf(series, question, stretch, context.calendar).lines.map(reachOf),
  ]);
  return { from: Math.min(...reaches.map(({ from }) => from)), to: Math.max(...reaches.map(({ to }) => to)) };
}

/** Gives the events of a person that count, for each series, at whatever time. */
export function matcherOf(question: SegmentationQuestion, series: readonly Series[], context: QuestionContext) {
  const reach = reachOfAll(question, series, context);
  const selectors = series.map((one) => compileSelector(one, context));
  const passes = question.filter === undefined ? null : compileCondition(question.filter, context);
  // Of a busiest event only what was done counts, as when its size was found: a call may be tracked under a name like theirs.
  const isTop = question.series === undefined;
  return (person: PersonHistory): HistoryEvent[][] => {
    const matching: HistoryEvent[][] = series.map(() => []);
    for (const event of person.events) {
      if (event.ts < reach.from || event.ts > reach.to || (isTop && !event.done)) continue;
      let passed = passes === null ? true : null;
      for (let place = 0; place < selectors.length; place++) {
        if (selectors[place]?.(event, person) !== true) continue;
        passed ??= passes?.(event, person) ?? true;
        if (!passed) break;
        matching[place]?.push(event);
      }
    }
    return matching;
  };
}

/**
 * What of people's histories the question looks at, in every pass. With `top` that is events of every name, unless the
 * names are known already: `busiest`.
 */
export function needsOfSegmentation(
  question: SegmentationQuestion,
  context: QuestionContext,
  busiest: readonly string[] | null = null,
): Needs {
  const { filter, breakdown } = question;
  const isKnown = question.series !== undefined || busiest !== null;
  const series = isKnown ? seriesOf(question, busiest ?? []) : [anyEvent(question)];
  const reach = reachOfAll(question, series, context);
  const keys = [breakdown?.key ?? []].flat();
  return mergeNeeds(
    ...series.map((one) => needsOfSelector(one, reach, context)),
    filter === undefined ? NO_NEEDS : needsOfCondition(filter, context),
    ...(breakdown?.cohorts ?? []).map(({ definition }) =>
      definition === null ? NO_NEEDS : needsOfCondition(definition, context),
    ),
    {
      ...NO_NEEDS,
      properties: [
        ...series.flatMap(({ math, property }) => (math === "sessions" ? SESSION : (property ?? []))),
        ...(breakdown?.source === "event" ? keys : []),
      ],
      traits: breakdown?.source === "person" ? keys : [],
    },
  );
}

const anyEvent = ({ math = "total" }: SegmentationQuestion): Series => ({ event: null, math, fold: "avg" });
