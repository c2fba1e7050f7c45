import type { FunnelQuestion } from "#core/question.ts";
import type { FunnelCell } from "#core/question/funnel.ts";
import type { Needs, QuestionContext } from "#core/history.ts";
import { SESSION } from "#query/funnel-breakdown.ts";
import { funnelTime } from "#query/funnel-plan.ts";
import { mergeNeeds, needsOfCondition, needsOfSelector, NO_NEEDS } from "#query/needs.ts";

/**
 * What of people's histories a funnel looks at. Strict order looks at everything they did, because anything breaks the
 * chain; so does the list of those who dropped (`cell`), for what they did last.
 */
export function needsOfFunnel(question: FunnelQuestion, context: QuestionContext, cell?: FunnelCell): Needs {
  const { from, horizon } = funnelTime(question, context);
  const { steps, exclusions = [], filter, breakdown, countBy, order } = question;
  const keys = [breakdown?.key ?? []].flat();
  const cohorts = (breakdown?.cohorts ?? []).flatMap(({ definition }) => definition ?? []);
  const everything = order === "strict" || cell?.dropped === true;
  return mergeNeeds(
    { ...NO_NEEDS, any: everything, from, to: horizon },
    ...[...steps, ...exclusions].map((selector) => needsOfSelector(selector, { from, to: horizon }, context)),
    ...[filter ?? [], ...cohorts].flat().map((condition) => needsOfCondition(condition, context)),
    {
      ...NO_NEEDS,
      properties: [...(breakdown?.source === "event" ? keys : []), ...(countBy === "sessions" ? [SESSION] : [])],
      traits: breakdown?.source === "person" ? keys : [],
    },
  );
}
