import { compileComparison } from "#core/comparison.ts";
import type { Condition, Selector } from "#core/question.ts";
import { spanMs } from "#core/question/time.ts";
import { isPropertyLeaf, type PersonLeaf, type PropertyLeaf } from "#core/question/tree.ts";
import type { HistoryEvent, PersonHistory, QuestionContext } from "#core/history.ts";
import { compileBehaviour } from "#query/filter-behaviour.ts";

/** Does an event of a person pass? Without an event (cohorts), what is asked of events is missing. */
export type Passes = (event: HistoryEvent | null, person: PersonHistory) => boolean;

/**
 * A filter as a function, made once and asked for every event. What it asks of the person alone is worked out once for
 * each person, so feed it person by person.
 */
export function compileCondition(condition: Condition, context: QuestionContext): Passes {
  if ("and" in condition) {
    const all = condition.and.map((one) => compileCondition(one, context));
    return (event, person) => all.every((passes) => passes(event, person));
  }
  if ("or" in condition) {
    const any = condition.or.map((one) => compileCondition(one, context));
    return (event, person) => any.length === 0 || any.some((passes) => passes(event, person));
  }
  if ("not" in condition) {
    const passes = compileCondition(condition.not, context);
    return (event, person) => !passes(event, person);
  }
  if ("inCohort" in condition) return aboutPerson(compileMembership(condition.inCohort, context));
  if ("person" in condition) {
    const passes = compileLeaf(condition, context);
    const { person: key } = condition;
    return (_, person) => passes(person.trait(key) ?? null);
  }
  if (isPropertyLeaf(condition)) {
    const passes = compileLeaf(condition, context);
    const { property } = condition;
    return (event) => passes(event?.property(property) ?? null);
  }
  return aboutPerson(compileBehaviour(condition, context, (selector) => compileSelector(selector, context)));
}

/** Which events are meant, as a function. */
export function compileSelector(
  selector: Selector,
  context: QuestionContext,
): (event: HistoryEvent, person: PersonHistory) => boolean {
  if ("anyOf" in selector) {
    const any = selector.anyOf.map((one) => compileSelector(one, context));
    return (event, person) => any.some((selects) => selects(event, person));
  }
  const { event: name, filter } = selector;
  const named = (event: HistoryEvent) => (name === null ? event.done : event.name === name);
  if (filter === undefined) return named;
  const passes = compileCondition(filter, context);
  return (event, person) => named(event) && passes(event, person);
}

/** Who is in a cohort, as a function. */
export function compileMembership(definition: Condition, context: QuestionContext): (person: PersonHistory) => boolean {
  const passes = compileCondition(definition, context);
  return (person) => passes(null, person);
}

/** Is this person in the cohort? For one person; use `compileMembership` for many. */
export const memberOf = (definition: Condition, person: PersonHistory, context: QuestionContext): boolean =>
  compileMembership(definition, context)(person);

function compileLeaf({ op = "eq", value }: PropertyLeaf | PersonLeaf, { now }: QuestionContext) {
  if (typeof value !== "object" || Array.isArray(value)) return compileComparison(op, value);
  return compileComparison(op, new Date(now - spanMs(value.ago)).toISOString());
}

/** Remembers the answer for the person it was last asked of. */
function aboutPerson(passes: (person: PersonHistory) => boolean): Passes {
  let last: PersonHistory | undefined;
  let answer = false;
  return (_, person) => {
    if (person !== last) {
      answer = passes(person);
      last = person;
    }
    return answer;
  };
}
