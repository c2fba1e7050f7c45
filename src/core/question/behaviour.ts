import * as z from "zod";
import { absent, byField, fields } from "#core/question/shape.ts";
import { Moment, Span, spanMs } from "#core/question/time.ts";
import { AGGREGATES, type Behaviour, type Selector, type Within as WithinType } from "#core/question/tree.ts";

const COUNT_OPERATORS = ["eq", "neq", "gt", "gte", "lt", "lte"] as const;
const CountOperator = z.enum(COUNT_OPERATORS, { error: `op must be one of ${COUNT_OPERATORS.join(", ")}.` });

const Count = fields({
  op: CountOperator,
  value: z.number().int({ error: "value must be a whole number." }).min(0),
});

const FixedWithin = fields({ from: Moment.optional(), to: Moment.optional(), value: absent, unit: absent })
  .refine(({ from, to }) => from !== undefined || to !== undefined, { error: "A fixed window needs from or to." })
  .refine(({ from, to }) => from === undefined || to === undefined || Date.parse(from) <= Date.parse(to), {
    path: ["to"],
    error: "to lies before from.",
  });

/** A length before now, or fixed moments. */
const Within = byField<WithinType>(
  { value: Span, unit: Span, from: FixedWithin, to: FixedWithin },
  'within is {"value": 30, "unit": "day"} before now, or {"from": …, "to": …}.',
);

/** "Exactly 0" and its like would match nobody, since counting sees only people who did it at all. */
const asksForNever = ({ op, value }: z.infer<typeof Count>) =>
  (value === 0 && (op === "eq" || op === "lte" || op === "lt")) || (value === 1 && op === "lt");

/** The longer part of the window must reach back further than the recent one. */
const recentInside = ({ within, recent }: { within: Span; recent: Span }) => spanMs(recent) < spanMs(within);
const RECENT = { path: ["recent"], error: "recent must be shorter than within." };

/** The leaves about what people did, by the field that tells them apart. `Selector` comes in because filters hold leaves again. */
export const behaviours = (Selector: z.ZodType<Selector>): Record<string, z.ZodType<Behaviour>> => ({
  did: fields({
    did: Selector,
    count: Count.optional(),
    within: Within.optional(),
    /** True: counts people with none as 0 times; without it a count sees only people who did it. */
    zeroCounts: z.boolean().optional(),
  }).superRefine(({ count, zeroCounts }, context) => {
    if (count === undefined || !asksForNever(count) || (zeroCounts === true && count.op !== "eq")) return;
    const message = 'Asking for 0 times is {"didNot": …} with the same window.';
    context.addIssue({ code: "custom", path: ["count"], message });
  }),
  didNot: fields({ didNot: Selector, within: Within.optional() }),
  firstTime: fields({ firstTime: Selector, within: Within.optional() }),
  aggregate: fields({
    aggregate: Selector,
    math: z.enum(AGGREGATES, { error: `math must be one of ${AGGREGATES.join(", ")}.` }),
    property: z.string().min(1).max(256),
    op: CountOperator,
    value: z.number({ error: "value must be a number." }),
    within: Within.optional(),
  }),
  regularly: fields({
    regularly: Selector,
    every: Span,
    periods: z.number().int().min(1).max(1_000),
    atLeast: z.number().int().min(1),
    count: Count.refine((count) => !asksForNever(count), {
      error: "A period counts only with the event in it.",
    }).optional(),
  }).refine(({ periods, atLeast }) => atLeast <= periods, {
    path: ["atLeast"],
    error: "atLeast can't be more than periods.",
  }),
  stopped: fields({ stopped: Selector, within: Span, recent: Span }).refine(recentInside, RECENT),
  restarted: fields({ restarted: Selector, within: Span, recent: Span }).refine(recentInside, RECENT),
  sequence: fields({ sequence: z.tuple([Selector, Selector]), within: Within.optional(), gap: Span }),
});
