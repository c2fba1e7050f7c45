import type { Behaviour, Condition, Selector, Within } from "#core/question.ts";
import { filterInWords } from "#core/report/filter-in-words.ts";
import { OPERATOR_NAMES, takesNone } from "#core/report/operator-names.ts";
import { propertyName, selectorName } from "#dashboard/report/labels.ts";
import { groupOf, type Leaf, type Match, type Rule } from "#dashboard/controls/people/rules.ts";

interface Span {
  value: number;
  unit: string;
}

/** `30 days` */
export const spanWords = ({ value, unit }: Span): string => `${value} ${unit}${value === 1 ? "" : "s"}`;

export const COUNT_WORDS = {
  gte: "at least",
  eq: "exactly",
  lte: "at most",
  gt: "more than",
  lt: "fewer than",
  neq: "not exactly",
} as const;

export const AGGREGATE_WORDS = {
  sum: "sum",
  avg: "average",
  min: "smallest",
  max: "largest",
  distinct: "number of different",
} as const;

/** What follows "People who": one line for titles and names. */
export const conditionWords = (condition: Condition): string => groupWords(groupOf(condition));

const JOINED: Record<Match, { before: string; between: string }> = {
  all: { before: "", between: " and " },
  any: { before: "", between: " or " },
  none: { before: "are none of: ", between: ", " },
  notAll: { before: "are not all of: ", between: ", " },
};

function groupWords({ match, rules }: { match: Match; rules: Rule[] }): string {
  if (rules.length === 0) return "are here at all";
  const { before, between } = JOINED[match];
  const words = rules.map((rule) => ("leaf" in rule ? leafWords(rule.leaf) : `(${groupWords(rule.group)})`));
  return before + words.join(between);
}

function leafWords(leaf: Leaf): string {
  if ("person" in leaf) return `have ${propertyName(leaf.person)} ${comparedWords(leaf)}`;
  if ("inCohort" in leaf) return `are among those who ${conditionWords(leaf.inCohort)}`;
  if ("property" in leaf && !("aggregate" in leaf)) return `have ${propertyName(leaf.property)} ${comparedWords(leaf)}`;
  return behaviourWords(leaf);
}

function comparedWords({
  op = "eq",
  value,
}: {
  op?: keyof typeof OPERATOR_NAMES | undefined;
  value?: unknown;
}): string {
  if (takesNone(op)) return OPERATOR_NAMES[op].slice(3);
  if (isAgo(value))
    return op === "date_after" ? `within the last ${spanWords(value.ago)}` : `more than ${spanWords(value.ago)} ago`;
  const wanted = [value].flat().map(String).join(" or ");
  return op === "eq" ? wanted : `${OPERATOR_NAMES[op].replace(/^is /, "")} ${wanted}`;
}

/** Is a value so long before now? */
export const isAgo = (value: unknown): value is { ago: Span } =>
  typeof value === "object" && value !== null && "ago" in value && typeof value.ago === "object" && value.ago !== null;

function behaviourWords(leaf: Behaviour): string {
  if ("did" in leaf) {
    const { count } = leaf;
    const often =
      count === undefined ? "" : ` ${COUNT_WORDS[count.op]} ${count.value} ${count.value === 1 ? "time" : "times"}`;
    return `did ${eventWords(leaf.did)}${often}${windowWords(leaf.within)}`;
  }
  if ("didNot" in leaf)
    return leaf.within === undefined
      ? `never did ${eventWords(leaf.didNot)}`
      : `did not do ${eventWords(leaf.didNot)}${windowWords(leaf.within)}`;
  if ("firstTime" in leaf) return `did ${eventWords(leaf.firstTime)} for the first time${windowWords(leaf.within)}`;
  if ("aggregate" in leaf)
    return `have a ${AGGREGATE_WORDS[leaf.math]} ${propertyName(leaf.property)} of ${eventWords(leaf.aggregate)} of ${COUNT_WORDS[leaf.op]} ${leaf.value}${windowWords(leaf.within)}`;
  if ("regularly" in leaf)
    return `did ${eventWords(leaf.regularly)} on ${leaf.atLeast} of the last ${periodWords(leaf.periods, leaf.every)}`;
  if ("stopped" in leaf)
    return `did ${eventWords(leaf.stopped)} in the last ${spanWords(leaf.within)}, but not in the last ${spanWords(leaf.recent)}`;
  if ("restarted" in leaf)
    return `did ${eventWords(leaf.restarted)} longer than ${spanWords(leaf.within)} ago, and again only in the last ${spanWords(leaf.recent)}`;
  const [first, second] = leaf.sequence;
  return `did ${eventWords(first)}${windowWords(leaf.within)}, then ${eventWords(second)} within ${spanWords(leaf.gap)}`;
}

const periodWords = (periods: number, every: Span): string =>
  every.value === 1 ? spanWords({ value: periods, unit: every.unit }) : `${periods} times ${spanWords(every)}`;

function eventWords(selector: Selector): string {
  const name = selectorName(selector);
  const shown = name === "Any event" ? "anything" : name;
  return "filter" in selector ? `${shown}${filterInWords(selector.filter)}` : shown;
}

function windowWords(within: Within | undefined): string {
  if (within === undefined) return "";
  if ("value" in within) return ` in the last ${spanWords(within)}`;
  const { from, to } = within;
  if (from !== undefined && to !== undefined) return ` from ${from.slice(0, 10)} to ${to.slice(0, 10)}`;
  return from === undefined ? ` until ${to?.slice(0, 10) ?? ""}` : ` since ${from.slice(0, 10)}`;
}
