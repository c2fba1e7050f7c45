import * as z from "zod";
import type { Json } from "#core/json.ts";
import { exceeds, isObject } from "#core/json.ts";
import { compilePattern, patternDanger } from "#core/pattern.ts";

/** How a property can be compared. `eq` is meant where none is named. */
export const OPERATORS = [
  "eq",
  "neq",
  "contains",
  "not_contains",
  "regex",
  "not_regex",
  "gt",
  "gte",
  "lt",
  "lte",
  "is_set",
  "is_not_set",
  "date_before",
  "date_after",
] as const;
export type Operator = (typeof OPERATORS)[number];

export const MAX_FILTER_DEPTH = 10;
export const MAX_FILTER_LEAVES = 100;
const MAX_LIST = 100;

const Scalar = z.union([z.string().max(1_000), z.number(), z.boolean()], {
  error: "A value is a text of up to 1,000 characters, a number, true or false, or a list of those.",
});
const FilterValue = z.union([Scalar, z.array(Scalar).min(1).max(MAX_LIST)]);

/** What is asked of one property; `propertyOf` in core/event.ts says how properties are named. */
const PropertyFilter = z
  .strictObject({
    property: z.string().min(1).max(256),
    op: z.enum(OPERATORS, { error: `The operators are ${OPERATORS.join(", ")}.` }).optional(),
    /** A list means any of; is_set and is_not_set take none. */
    value: FilterValue.optional(),
  })
  .superRefine(({ op = "eq", value }, context) => {
    const fault = valueFault(op, value);
    if (fault !== null) context.addIssue({ code: "custom", path: ["value"], message: fault });
  });
type PropertyFilter = z.infer<typeof PropertyFilter>;

/** Leaves about the person ({person, op, value}) and about cohorts ({inCohort}) join this with people and audiences. */
export type Filter = PropertyFilter | { and: Filter[] } | { or: Filter[] } | { not: Filter };

const SHAPE = 'A filter is {"property": …, "op": …, "value": …}, {"and": […]}, {"or": […]} or {"not": …}.';

const Tree: z.ZodType<Filter> = z.lazy(() =>
  z.union(
    [
      PropertyFilter,
      z.strictObject({ and: z.array(Tree) }),
      z.strictObject({ or: z.array(Tree) }),
      z.strictObject({ not: Tree }),
    ],
    { error: SHAPE },
  ),
);

/**
 * The filter language that the live feed, GET /api/events and reports share. It is bounded before it is parsed, so that
 * parsing can't be made to recurse without end; messages say what to write instead.
 */
export const Filter = z
  .preprocess((value, context) => {
    const fault = boundsFault(value);
    if (fault === null) return value;
    context.addIssue({ code: "custom", message: fault });
    return z.NEVER;
  }, Tree)
  .meta({ id: "Filter", description: `${SHAPE} Operators: ${OPERATORS.join(", ")}; eq where none is given.` });

function valueFault(op: Operator, value: PropertyFilter["value"]): string | null {
  if (op === "is_set" || op === "is_not_set") return value === undefined ? null : `${op} takes no value.`;
  if (value === undefined) return `${op} needs a value to compare with.`;
  const wanted = [value].flat();
  if (op === "regex" || op === "not_regex") {
    return wanted.map((pattern) => patternDanger(String(pattern))).find((danger) => danger !== null) ?? null;
  }
  if (op === "date_before" || op === "date_after") {
    return wanted.some((date) => Number.isNaN(instantOf(date)))
      ? `${op} needs a date: 2026-03-01 or 2026-03-01T08:00:00Z.`
      : null;
  }
  if (op === "gt" || op === "gte" || op === "lt" || op === "lte") {
    return wanted.some((number) => Number.isNaN(numberOf(number))) ? `${op} needs a number.` : null;
  }
  return null;
}

/** Each level of a filter is two of JSON: the object and its list. */
const MAX_JSON_DEPTH = 2 * MAX_FILTER_DEPTH + 1;

function boundsFault(value: unknown): string | null {
  if (exceeds(value, MAX_JSON_DEPTH, 100_000)) return `A filter may be ${MAX_FILTER_DEPTH} levels deep.`;
  let leaves = 0;
  let fault: string | null = null;
  const visit = (node: unknown, depth: number): void => {
    if (depth > MAX_FILTER_DEPTH) fault ??= `A filter may be ${MAX_FILTER_DEPTH} levels deep.`;
    if (!isObject(node)) return;
    for (const key of ["person", "inCohort"]) {
      if (Object.hasOwn(node, key)) fault ??= `{"${key}": …} can't be used here yet; filter by {"property": …}.`;
    }
    const branches = [node["and"], node["or"], node["not"]].filter((branch) => branch !== undefined).flat();
    if (branches.length === 0) leaves += 1;
    for (const branch of branches) visit(branch, depth + 1);
  };
  visit(value, 1);
  return fault ?? (leaves > MAX_FILTER_LEAVES ? `A filter may ask ${MAX_FILTER_LEAVES} properties.` : null);
}

/** Gives the value of a property of whatever is filtered; undefined where it has none. */
export type ValueOf = (property: string) => Json | undefined;

/** Does what `valueOf` describes pass the filter? For one thing; use `compileFilter` for many. */
export const matches = (filter: Filter, valueOf: ValueOf): boolean => compileFilter(filter)(valueOf);

/** The filter as a function: patterns compiled and values read once, since it runs for every event and every watcher. */
export function compileFilter(filter: Filter): (valueOf: ValueOf) => boolean {
  if ("and" in filter) {
    const all = filter.and.map(compileFilter);
    return (valueOf) => all.every((passes) => passes(valueOf));
  }
  if ("or" in filter) {
    const any = filter.or.map(compileFilter);
    return (valueOf) => any.length === 0 || any.some((passes) => passes(valueOf));
  }
  if ("not" in filter) {
    const passes = compileFilter(filter.not);
    return (valueOf) => !passes(valueOf);
  }
  const { property, op = "eq", value = [] } = filter;
  const test = compileTest(op, [value].flat());
  return (valueOf) => test(valueOf(property) ?? null);
}

type Present = Exclude<Json, null>;

/** `eq` compares as text, so 5 equals "5"; what is missing (or null) passes only the negative operators. */
function compileTest(op: Operator, wanted: (string | number | boolean)[]): (value: Json) => boolean {
  const present = (passes: (value: Present) => boolean) => (value: Json) => value !== null && passes(value);
  const absentOr = (passes: (value: Present) => boolean) => (value: Json) => value === null || passes(value);
  const texts = wanted.map(String);
  switch (op) {
    case "eq":
    case "neq": {
      const set = new Set(texts);
      return op === "eq" ? present((value) => set.has(textOf(value))) : absentOr((value) => !set.has(textOf(value)));
    }
    case "contains":
    case "not_contains": {
      const parts = texts.map((text) => text.toLowerCase());
      const has = (value: Present) => {
        const text = textOf(value).toLowerCase();
        return parts.some((part) => text.includes(part));
      };
      return op === "contains" ? present(has) : absentOr((value) => !has(value));
    }
    case "regex":
    case "not_regex": {
      const patterns = texts.map(compilePattern);
      const valid = patterns.filter((pattern) => pattern !== null);
      const has = (value: Present) => valid.some((pattern) => pattern(textOf(value)));
      if (op === "regex") return present(has);
      // An invalid pattern matches nobody, so its negation must not match everybody.
      return valid.length < patterns.length ? () => false : absentOr((value) => !has(value));
    }
    case "gt":
    case "gte":
    case "lt":
    case "lte":
      return present(anyOf(wanted.map(numberOf), numberOf, ORDER[op]));
    case "date_before":
      return present(anyOf(wanted.map(instantOf), instantOf, ORDER.lt));
    case "date_after":
      return present(anyOf(wanted.map(instantOf), instantOf, ORDER.gt));
    case "is_set":
      return (value) => value !== null;
    case "is_not_set":
      return (value) => value === null;
  }
}

/** NaN, which stands for "no number" and "no date", is never in any order. */
const ORDER = {
  gt: (have: number, want: number) => have > want,
  gte: (have: number, want: number) => have >= want,
  lt: (have: number, want: number) => have < want,
  lte: (have: number, want: number) => have <= want,
};

const anyOf =
  (wanted: number[], read: (value: Present) => number, inOrder: (have: number, want: number) => boolean) =>
  (value: Present): boolean => {
    const have = read(value);
    return wanted.some((want) => inOrder(have, want));
  };

const textOf = (value: Present): string => (typeof value === "object" ? JSON.stringify(value) : String(value));

function numberOf(value: Present): number {
  if (typeof value === "number") return value;
  return typeof value === "string" && value.trim() !== "" ? Number(value) : Number.NaN;
}

/** Dates are text that begins with year and month; `Date.parse` alone would take "5" for a day in 2001. */
const instantOf = (value: Present): number =>
  typeof value === "string" && /^\d{4}-\d{2}/.test(value) ? Date.parse(value) : Number.NaN;
