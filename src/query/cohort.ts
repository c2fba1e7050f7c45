import type { CohortAnswer } from "#core/answer.ts";
import type { CohortQuestion, Condition } from "#core/question.ts";
import type { Needs, QuestionContext } from "#core/history.ts";
import { compileMembership } from "#query/filter.ts";
import { needsOfCondition } from "#query/needs.ts";
import { byCode, createPeopleList } from "#query/people-list.ts";
import type { Tally } from "#query/tally.ts";

const MAX_PEOPLE = 100_000;

/** Finds the members among people that come one by one, in one pass; `keep` is the most it lists. */
export function createCohortTally(
  question: CohortQuestion,
  context: QuestionContext,
  keep = MAX_PEOPLE,
): Tally<CohortAnswer> {
  const isMember = compileMembership(question.where, context);
  const members = createPeopleList(byCode, keep);
  let base = 0;
  return {
    add(person) {
      base += 1;
      if (isMember(person)) members.add(person.id);
    },
    again: () => false,
    answer() {
      const { count, entries } = members.answer();
      return { count, base, people: entries };
    },
  };
}

/** What of people's histories the question looks at. */
export const needsOfCohort = (question: CohortQuestion, context: QuestionContext): Needs =>
  needsOfCondition(question.where, context);

/**
 * May somebody be in the cohort who has none of the needed events: by traits alone, or by what they didn't do? Where
 * not, it is enough to look at people who have some.
 */
export const includesPeopleWithoutEvents = (definition: Condition): boolean => withoutEvents(definition) !== false;

/** Is it true of somebody without events? null: that depends on their traits. */
function withoutEvents(condition: Condition): boolean | null {
  if ("and" in condition) {
    const all = condition.and.map(withoutEvents);
    return all.includes(false) ? false : all.includes(null) ? null : true;
  }
  if ("or" in condition) {
    const any = condition.or.map(withoutEvents);
    return any.length === 0 || any.includes(true) ? true : any.includes(null) ? null : false;
  }
  if ("not" in condition) {
    const holds = withoutEvents(condition.not);
    return holds === null ? null : !holds;
  }
  if ("inCohort" in condition) return withoutEvents(condition.inCohort);
  if ("person" in condition) return null;
  // Where counts of 0 are asked for, the count itself decides: take them all.
  if ("did" in condition) return condition.zeroCounts === true && condition.count !== undefined ? null : false;
  return "didNot" in condition;
}
