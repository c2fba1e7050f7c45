import type { Operator } from "#core/comparison.ts";
import type { Condition, Selector } from "#core/question.ts";

/**
 * A people query as it is built: rules in groups. A rule is the condition itself, as the question has it, or a group; one
 * that still lacks an event, a trait or a value has an empty one there and is not asked yet.
 */
export type Rule = { group: Group } | { leaf: Leaf };
export interface Group {
  match: Match;
  rules: Rule[];
}
export type Leaf = Exclude<Condition, { and: Condition[] } | { or: Condition[] } | { not: Condition }>;

/** How many of a group's rules must hold. */
export const MATCHES = [
  { value: "all", label: "all of these" },
  { value: "any", label: "at least one of these" },
  { value: "none", label: "none of these" },
  { value: "notAll", label: "not all of these" },
] as const;
export type Match = (typeof MATCHES)[number]["value"];

/** The rules that a condition stands for. */
export function groupOf(condition: Condition): Group {
  if ("and" in condition) return { match: "all", rules: condition.and.map(ruleOf) };
  if ("or" in condition) return { match: "any", rules: condition.or.map(ruleOf) };
  if (!("not" in condition)) return { match: "all", rules: [{ leaf: condition }] };
  const inner = groupOf(condition.not);
  if (inner.match === "any") return { match: "none", rules: inner.rules };
  if (inner.match === "all" && inner.rules.length !== 1) return { match: "notAll", rules: inner.rules };
  return { match: "none", rules: inner.match === "all" ? inner.rules : [{ group: inner }] };
}

const ruleOf = (condition: Condition): Rule =>
  "and" in condition || "or" in condition || "not" in condition ? { group: groupOf(condition) } : { leaf: condition };

/** The condition that rules stand for; those that lack something are left out. Of no rule at all: everybody. */
export function conditionOf({ match, rules }: Group): Condition {
  const conditions = rules.flatMap((rule) => {
    if ("leaf" in rule) return isWhole(rule.leaf) ? [rule.leaf] : [];
    return hasWhole(rule.group) ? [conditionOf(rule.group)] : [];
  });
  if (conditions.length === 0) return { and: [] };
  const inside = match === "any" || match === "none" ? { or: conditions } : { and: conditions };
  return match === "all" || match === "any" ? inside : { not: inside };
}

const hasWhole = ({ rules }: Group): boolean =>
  rules.some((rule) => ("leaf" in rule ? isWhole(rule.leaf) : hasWhole(rule.group)));

/** Does a rule have all that asking it needs? */
export function isWhole(leaf: Leaf): boolean {
  if ("person" in leaf) {
    if (leaf.person === "") return false;
    if (leaf.op === "is_set" || leaf.op === "is_not_set") return true;
    const { value } = leaf;
    if (value === undefined || value === "" || (Array.isArray(value) && value.length === 0)) return false;
    return !comparesNumbers(leaf.op) || [value].flat().every(isNumber);
  }
  if ("aggregate" in leaf && leaf.property === "") return false;
  return selectorsOf(leaf).every((selector) => !("event" in selector) || selector.event !== "");
}

export const comparesNumbers = (op: Operator | undefined): boolean =>
  op === "gt" || op === "gte" || op === "lt" || op === "lte";

/** Is this a number, or does it say one? */
export const isNumber = (value: unknown): boolean =>
  typeof value === "number" || (typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value)));

/** The events a rule asks about. */
export function selectorsOf(leaf: Leaf): Selector[] {
  if ("did" in leaf) return [leaf.did];
  if ("didNot" in leaf) return [leaf.didNot];
  if ("firstTime" in leaf) return [leaf.firstTime];
  if ("aggregate" in leaf) return [leaf.aggregate];
  if ("regularly" in leaf) return [leaf.regularly];
  if ("stopped" in leaf) return [leaf.stopped];
  if ("restarted" in leaf) return [leaf.restarted];
  if ("sequence" in leaf) return leaf.sequence;
  return [];
}

/** Can the builder show this rule? What it can't is kept as it is. */
export const isShown = (leaf: Leaf): boolean =>
  !("inCohort" in leaf) &&
  !("property" in leaf && !("aggregate" in leaf)) &&
  selectorsOf(leaf).every((one) => "event" in one);

/** Groups inside a group of the builder; what is deeper in an address is shown, too. */
export const MAX_DEPTH = 2;
