import type { Condition } from "#core/question.ts";
import type { PersonLeaf, PropertyLeaf } from "#core/question/tree.ts";
import { propertyName } from "#core/report/names.ts";
import { OPERATOR_NAMES, takesNone } from "#core/report/operator-names.ts";
import { spanName } from "#core/report/step-name.ts";

/** Characters; what is longer is no part of a sentence any more. */
const LONGEST = 80;

/**
 * What follows the name of an event that is filtered: ` where total is more than 100` for one comparison, ` under 3
 * conditions` for what is more than a sentence can say. Nothing where nothing is asked.
 */
export function filterInWords(filter: Condition | undefined): string {
  const leaves = filter === undefined ? [] : leavesOf(filter);
  const [only] = leaves;
  if (filter === undefined || only === undefined) return "";
  if (leaves.length === 1 && !isNegated(filter)) {
    const words = comparisonInWords(only);
    if (words !== null && words.length <= LONGEST) return ` where ${words}`;
  }
  return ` under ${leaves.length} ${leaves.length === 1 ? "condition" : "conditions"}`;
}

function leavesOf(condition: Condition): Condition[] {
  if ("and" in condition) return condition.and.flatMap(leavesOf);
  if ("or" in condition) return condition.or.flatMap(leavesOf);
  return "not" in condition ? leavesOf(condition.not) : [condition];
}

function isNegated(condition: Condition): boolean {
  if ("and" in condition) return condition.and.some(isNegated);
  if ("or" in condition) return condition.or.some(isNegated);
  return "not" in condition;
}

function comparisonInWords(leaf: Condition): string | null {
  if ("person" in leaf) return `their ${propertyName(leaf.person)} ${comparedInWords(leaf)}`;
  if ("property" in leaf && !("aggregate" in leaf)) return `${propertyName(leaf.property)} ${comparedInWords(leaf)}`;
  return null;
}

function comparedInWords({ op = "eq", value }: PropertyLeaf | PersonLeaf): string {
  if (takesNone(op) || value === undefined) return OPERATOR_NAMES[op];
  if (typeof value === "object" && !Array.isArray(value)) {
    return op === "date_after"
      ? `is within the last ${spanName(value.ago)}`
      : `is more than ${spanName(value.ago)} ago`;
  }
  return `${OPERATOR_NAMES[op]} ${[value].flat().map(valueInWords).join(" or ")}`;
}

/** Numbers as they are, also those that were typed; other texts in quotes. */
const valueInWords = (value: string | number | boolean): string =>
  typeof value === "string" && !/^-?\d+(\.\d+)?$/.test(value) ? `“${value}”` : String(value);
