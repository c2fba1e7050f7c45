import type { Behaviour, Condition, Selector } from "#core/question.ts";
import { spanMs } from "#core/question/time.ts";
import { isPropertyLeaf } from "#core/question/tree.ts";
import type { Needs, QuestionContext } from "#core/history.ts";
import { type Window, windowOf } from "#query/filter-window.ts";

export const NO_NEEDS: Needs = { any: false, names: [], from: Infinity, to: -Infinity, properties: [], traits: [] };

/** What is needed for all of them together. */
export function mergeNeeds(...needs: Needs[]): Needs {
  const unique = (lists: string[][]): string[] => [...new Set(lists.flat())];
  return {
    any: needs.some(({ any }) => any),
    names: unique(needs.map((one) => one.names)),
    from: Math.min(...needs.map((one) => one.from)),
    to: Math.max(...needs.map((one) => one.to)),
    properties: unique(needs.map((one) => one.properties)),
    traits: unique(needs.map((one) => one.traits)),
  };
}

/** What a filter needs besides the events it is asked of. */
export function needsOfCondition(condition: Condition, context: QuestionContext): Needs {
  if ("and" in condition) return needsOfAll(condition.and, context);
  if ("or" in condition) return needsOfAll(condition.or, context);
  if ("not" in condition) return needsOfCondition(condition.not, context);
  if ("inCohort" in condition) return needsOfCondition(condition.inCohort, context);
  if ("person" in condition) return { ...NO_NEEDS, traits: [condition.person] };
  if (isPropertyLeaf(condition)) return { ...NO_NEEDS, properties: [condition.property] };
  return needsOfBehaviour(condition, context);
}

/** What it takes to find the events that are meant, within this time (ms, inclusive). */
export function needsOfSelector(
  selector: Selector,
  { from, to }: { from: number; to: number },
  context: QuestionContext,
): Needs {
  if ("anyOf" in selector) {
    return mergeNeeds(...selector.anyOf.map((one) => needsOfSelector(one, { from, to }, context)));
  }
  const { event, filter } = selector;
  const own: Needs = { ...NO_NEEDS, any: event === null, names: event === null ? [] : [event], from, to };
  return filter === undefined ? own : mergeNeeds(own, needsOfCondition(filter, context));
}

const needsOfAll = (conditions: Condition[], context: QuestionContext): Needs =>
  mergeNeeds(NO_NEEDS, ...conditions.map((one) => needsOfCondition(one, context)));

function needsOfBehaviour(behaviour: Behaviour, context: QuestionContext): Needs {
  const { now } = context;
  const inside = (selector: Selector, { after, until }: Window) =>
    needsOfSelector(selector, { from: after, to: until }, context);
  const ever: Window = { after: -Infinity, until: now };
  if ("did" in behaviour) return inside(behaviour.did, windowOf(behaviour.within, context));
  if ("didNot" in behaviour) return inside(behaviour.didNot, windowOf(behaviour.within, context));
  if ("firstTime" in behaviour) return inside(behaviour.firstTime, ever);
  if ("stopped" in behaviour) {
    return inside(behaviour.stopped, { after: now - spanMs(behaviour.within), until: now });
  }
  if ("restarted" in behaviour) return inside(behaviour.restarted, ever);
  if ("regularly" in behaviour) {
    return inside(behaviour.regularly, { after: now - behaviour.periods * spanMs(behaviour.every), until: now });
  }
  const window = windowOf(behaviour.within, context);
  if ("aggregate" in behaviour) {
    return mergeNeeds(inside(behaviour.aggregate, window), { ...NO_NEEDS, properties: [behaviour.property] });
  }
  const [first, second] = behaviour.sequence;
  return mergeNeeds(
    inside(first, window),
    inside(second, { after: window.after, until: Math.min(now, window.until + spanMs(behaviour.gap)) }),
  );
}
