import type { Condition, Selector } from "#core/question.ts";
import type { Within } from "#core/question/tree.ts";
import type { Asked } from "#dashboard/api/answer.ts";
import { rangeName } from "#dashboard/controls/range-picker.tsx";
import { selectorName } from "#dashboard/report/labels.ts";
import type { FunnelAsked } from "#dashboard/screens/funnels/question.ts";

/**
 * Those who did one step of a funnel and not the next, as a question about people that stays live: `step` is the one they
 * didn't reach, the first is 1. It asks what was done in the range, not in which order; `words` says so.
 */
export function droppedPeople(funnel: FunnelAsked, step: number): { question: Asked; words: string } | null {
  const [before, missed] = [funnel.steps[step - 2], funnel.steps[step - 1]];
  if (before === undefined || missed === undefined) return null;
  const within = withinOf(funnel);
  const where: Condition = {
    and: [
      { did: narrowed(before, funnel.filter), within },
      { didNot: narrowed(missed, funnel.filter), within },
    ],
  };
  const range = rangeName(funnel);
  return {
    question: { kind: "cohort", where },
    words:
      `As a people query: did ${selectorName(before)} and did not do ${selectorName(missed)}, ` +
      `${range[0]?.toLowerCase()}${range.slice(1)}. The order and the time between don't matter there, so it may be a few more or fewer.`,
  };
}

function withinOf({ range, from, to }: FunnelAsked): Within {
  return range === undefined ? { ...(from && { from }), ...(to && { to }) } : range.last;
}

/** An event that must also pass the filter of the whole funnel. */
function narrowed(selector: Selector, filter: Condition | undefined): Selector {
  if (filter === undefined) return selector;
  if ("anyOf" in selector) return { anyOf: selector.anyOf.map((one) => narrowed(one, filter)) };
  return { ...selector, filter: selector.filter === undefined ? filter : { and: [selector.filter, filter] } };
}
