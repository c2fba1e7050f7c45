import * as z from "zod";
import { comparisonFault, Operator, OPERATORS, Wanted } from "#core/comparison.ts";
import { exceeds, isObject, storableText } from "#core/json.ts";
import { MAX_NAME_LENGTH } from "#core/limits.ts";
import { behaviours } from "#core/question/behaviour.ts";
import { absent, byField, fields } from "#core/question/shape.ts";
import { Span } from "#core/question/time.ts";
import { type Condition as ConditionTree, isPropertyLeaf, type Selector as SelectorTree } from "#core/question/tree.ts";

export const MAX_CONDITION_DEPTH = 20;
export const MAX_CONDITIONS = 200;

export type Condition = ConditionTree;
export type Selector = SelectorTree;

const WHAT =
  'A filter is {"property": …, "op": …, "value": …} of the event, {"person": …, "op": …, "value": …}, {"inCohort": …}, ' +
  'what a person did ("did", "didNot", "firstTime", "aggregate", "regularly", "stopped", "restarted", "sequence"), or ' +
  'those in {"and": […]}, {"or": […]}, {"not": …}.';

const Key = z.string({ error: "Write the name of a property." }).min(1).max(256);

const compared = {
  op: Operator.optional(),
  /** A list means any of; `{ago: span}`, for dates, is so long before now. */
  value: z
    .union([Wanted, fields({ ago: Span })], {
      error:
        "value is a text of up to 1,000 characters, a number, true or false, a list of up to 100 of those, or {ago: …}.",
    })
    .optional(),
};

function checkComparison(
  { op = "eq", value }: { op?: Operator | undefined; value?: Wanted | { ago: Span } | undefined },
  context: z.RefinementCtx,
): void {
  const isAgo = isObject(value);
  const takesAgo = op === "date_before" || op === "date_after";
  const fault = isAgo
    ? takesAgo
      ? null
      : "Only date_before and date_after take {ago: …}."
    : comparisonFault(op, value);
  if (fault !== null) context.addIssue({ code: "custom", path: ["value"], message: fault });
}

/** A filter tree of a question about events. */
export const Condition: z.ZodType<Condition> = z
  .lazy(() => tree)
  .meta({
    id: "Condition",
    description: `${WHAT} Operators: ${OPERATORS.join(", ")}; eq where none is given.`,
  });

/** Which events are meant. */
export const Selector: z.ZodType<Selector> = z.lazy(() => selector);

/** Who is in a cohort: a filter tree that asks nothing of "the event", because there is none. */
export const CohortDefinition = Condition.superRefine((condition, context) => {
  if (!asksEvent(condition)) return;
  const message = 'There is no event here: write {"person": …}, or put {"property": …} into the filter of did.';
  context.addIssue({ code: "custom", message });
});

const tree: z.ZodType<Condition> = byField<Condition>(
  {
    and: fields({ and: z.array(Condition) }),
    or: fields({ or: z.array(Condition) }),
    not: fields({ not: Condition }),
    property: fields({ property: Key, ...compared, aggregate: absent }).superRefine(checkComparison),
    person: fields({ person: Key, ...compared }).superRefine(checkComparison),
    inCohort: fields({ inCohort: z.lazy(() => CohortDefinition) }),
    ...behaviours(Selector),
  },
  WHAT,
);

/** Fields of a selector that is one event, also where it stands beside other fields (series, exclusions). */
export const eventFields = {
  event: z
    .string({ error: "event must be the name of an event, or null for any." })
    .min(1)
    .max(MAX_NAME_LENGTH)
    // As the store keeps names.
    .overwrite(storableText)
    .nullable(),
  filter: Condition.optional(),
};
export const anyOfFields = { anyOf: z.array(Selector).min(1, { error: "anyOf needs at least one event." }).max(50) };

export const SELECTOR = 'An event is {"event": "name", "filter"?: …}, {"event": null} for any, or {"anyOf": […]}.';

const selector: z.ZodType<Selector> = byField<Selector>(
  { event: fields(eventFields), anyOf: fields(anyOfFields) },
  SELECTOR,
);

function asksEvent(condition: Condition): boolean {
  if ("and" in condition) return condition.and.some(asksEvent);
  if ("or" in condition) return condition.or.some(asksEvent);
  if ("not" in condition) return asksEvent(condition.not);
  return isPropertyLeaf(condition);
}

const NESTING = new Set(["and", "or", "not", "inCohort", "filter", "where", "definition", "anyOf"]);
const MAX_JSON_DEPTH = 100;
const MAX_JSON_KEYS = 20_000;

/** What is too deep or too much in a question, before anything recurses over it; null where nothing is. */
export function boundsFault(value: unknown): string | null {
  const tooDeep = `Filters may be nested ${MAX_CONDITION_DEPTH} levels deep.`;
  const bound = exceeds(value, MAX_JSON_DEPTH, MAX_JSON_KEYS);
  if (bound !== null) return bound === "depth" ? tooDeep : "The question is too long.";
  let conditions = 0;
  let fault: string | null = null;
  const visit = (node: unknown, depth: number): void => {
    if (depth > MAX_CONDITION_DEPTH) fault ??= tooDeep;
    if (Array.isArray(node)) for (const item of node) visit(item, depth);
    if (!isObject(node)) return;
    if (Object.hasOwn(node, "op") || Object.hasOwn(node, "event")) conditions += 1;
    for (const [key, child] of Object.entries(node)) visit(child, NESTING.has(key) ? depth + 1 : depth);
  };
  visit(value, 0);
  return fault ?? (conditions > MAX_CONDITIONS ? `A question may hold ${MAX_CONDITIONS} conditions and events.` : null);
}

/** A schema that bounds what it is given before it is parsed, so that parsing can't be made to recurse without end. */
export const bounded = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value, context) => {
    const fault = boundsFault(value);
    if (fault === null) return value;
    context.addIssue({ code: "custom", message: fault });
    return z.NEVER;
  }, schema);
