import type { Operator } from "#core/comparison.ts";

/** The operators in the words of somebody who asks. */
export const OPERATOR_NAMES: Record<Operator, string> = {
  eq: "is",
  neq: "is not",
  contains: "contains",
  not_contains: "does not contain",
  regex: "matches pattern",
  not_regex: "does not match",
  gt: "is more than",
  gte: "is at least",
  lt: "is less than",
  lte: "is at most",
  is_set: "is set",
  is_not_set: "is not set",
  date_before: "is before",
  date_after: "is after",
};

/** Asks this operator whether something is there at all? */
export const takesNone = (op: Operator): boolean => op === "is_set" || op === "is_not_set";
