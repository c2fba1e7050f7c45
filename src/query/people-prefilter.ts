import type { Condition, Selector } from "#core/question.ts";
import { isPropertyLeaf, selectorsOf } from "#core/question/tree.ts";

const ALWAYS: Condition = { and: [] };
const NEVER: Condition = { not: ALWAYS };

/**
 * A condition that holds for everybody for whom this one may hold, whatever their traits are: what depends on traits
 * counts as if it held, or under an odd number of negations as if it did not.
 */
export const withoutTraits = (condition: Condition): Condition => assuming(condition, ALWAYS, NEVER);

/** `unknown` in place of what depends on traits; `negated` in its place under a negation. */
function assuming(condition: Condition, unknown: Condition, negated: Condition): Condition {
  if ("and" in condition) return { and: condition.and.map((one) => assuming(one, unknown, negated)) };
  if ("or" in condition) return { or: condition.or.map((one) => assuming(one, unknown, negated)) };
  if ("not" in condition) return { not: assuming(condition.not, negated, unknown) };
  if ("inCohort" in condition) return { inCohort: assuming(condition.inCohort, unknown, negated) };
  return dependsOnTraits(condition) ? unknown : condition;
}

function dependsOnTraits(condition: Condition): boolean {
  if ("and" in condition) return condition.and.some(dependsOnTraits);
  if ("or" in condition) return condition.or.some(dependsOnTraits);
  if ("not" in condition) return dependsOnTraits(condition.not);
  if ("inCohort" in condition) return dependsOnTraits(condition.inCohort);
  if ("person" in condition) return true;
  if (isPropertyLeaf(condition)) return false;
  return selectorsOf(condition).some(filtersByTraits);
}

const filtersByTraits = (selector: Selector): boolean =>
  "anyOf" in selector
    ? selector.anyOf.some(filtersByTraits)
    : selector.filter !== undefined && dependsOnTraits(selector.filter);
