import * as z from "zod";
import { compileComparison, comparisonFault, Operator, OPERATORS, Wanted } from "#core/comparison.ts";
import type { Json } from "#core/json.ts";
import { exceeds, isObject } from "#core/json.ts";

export { Operator, OPERATORS };

export const MAX_FILTER_DEPTH = 10;
export const MAX_FILTER_LEAVES = 100;

/** What is asked of one property; `propertyOf` in core/event.ts says how properties are named. */
const PropertyFilter = z
  .strictObject({
    property: z.string().min(1).max(256),
    op: Operator.optional(),
    /** A list means any of; is_set and is_not_set take none. */
    value: Wanted.optional(),
  })
  .superRefine(({ op = "eq", value }, context) => {
    const fault = comparisonFault(op, value);
    if (fault !== null) context.addIssue({ code: "custom", path: ["value"], message: fault });
  });
type PropertyFilter = z.infer<typeof PropertyFilter>;

/** Questions ask more than this, of people too: core/question/condition.ts. */
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
 * The filter language of the live feed and GET /api/events: about one event alone. It is bounded before it is parsed, so that
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
  const { property, op = "eq", value } = filter;
  const passes = compileComparison(op, value);
  return (valueOf) => passes(valueOf(property) ?? null);
}
