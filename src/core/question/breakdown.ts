import * as z from "zod";
import { CohortDefinition } from "#core/question/condition.ts";
import { fields } from "#core/question/shape.ts";

export const DEFAULT_BREAKDOWN_LIMIT = 10;
export const MAX_BREAKDOWN_LIMIT = 50;

/** The group of those without a value, and of those above the limit (SEMANTICS §2). */
export const NONE = "$none";
export const OTHER = "$other";

export const SOURCES = ["event", "person", "name", "cohort"] as const;
export type BreakdownSource = (typeof SOURCES)[number];

const Key = z.string().min(1).max(256);
const Cohort = fields({
  name: z.string().min(1).max(256),
  /** null: everyone */
  definition: CohortDefinition.nullable(),
});

/** What a result is split by: `key` of the event or the person (several are joined by `::`), the event's name, or cohorts. */
const common = {
  key: z
    .union([Key, z.array(Key).min(1).max(5)], { error: "key is the name of a property, or a list of up to 5." })
    .optional(),
  cohorts: z.array(Cohort).min(1).max(MAX_BREAKDOWN_LIMIT).optional(),
  /** Groups shown before the rest is folded into `$other`; 10 where none is given. */
  limit: z
    .number()
    .int()
    .min(1)
    .max(MAX_BREAKDOWN_LIMIT, { error: `limit can be ${MAX_BREAKDOWN_LIMIT} at most.` })
    .optional(),
  /** False drops the rest instead of folding it. */
  other: z.boolean().optional(),
};

interface Split {
  source: BreakdownSource;
  key?: string | string[] | undefined;
  cohorts?: { name: string }[] | undefined;
}

function checkSplit({ source, key, cohorts }: Split, context: z.RefinementCtx): void {
  const fault = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
  const takesKey = source === "event" || source === "person";
  if (takesKey && key === undefined) fault("key", `A breakdown by ${source} needs the key of a property.`);
  if (!takesKey && key !== undefined) fault("key", `A breakdown by ${source} takes no key.`);
  if (source === "cohort" && cohorts === undefined) fault("cohorts", "A breakdown by cohort needs cohorts.");
  if (source !== "cohort" && cohorts !== undefined) fault("cohorts", `A breakdown by ${source} takes no cohorts.`);
  const names = new Set(cohorts?.map((cohort) => cohort.name));
  if (cohorts !== undefined && names.size < cohorts.length) fault("cohorts", "Each cohort needs a name of its own.");
}

const source = <const Allowed extends readonly BreakdownSource[]>(allowed: Allowed) =>
  z.enum(allowed, { error: `source must be one of ${allowed.join(", ")}.` });

export const SegmentationBreakdown = fields({ source: source(SOURCES), ...common }).superRefine(checkSplit);
export type SegmentationBreakdown = z.infer<typeof SegmentationBreakdown>;

export const ATTRIBUTIONS = ["first", "last", "all", "step"] as const;

export const FunnelBreakdown = fields({
  source: source(["event", "person", "cohort"]),
  ...common,
  /** Which event's value counts, for a breakdown by event property. */
  attribution: z
    .enum(ATTRIBUTIONS, { error: `attribution must be one of ${ATTRIBUTIONS.join(", ")}.` })
    .default("first"),
  /** 0-based; with attribution step */
  step: z.number().int().min(0).optional(),
})
  .superRefine(checkSplit)
  .refine(({ attribution, step }) => attribution !== "step" || step !== undefined, {
    path: ["step"],
    error: "attribution step needs the step whose value counts: 0 is the first.",
  });
export type FunnelBreakdown = z.infer<typeof FunnelBreakdown>;

export const RetentionBreakdown = fields({
  source: source(["event", "person"]),
  ...common,
  /** Must the return event carry the same value? For a breakdown by event property. */
  onReturn: z.boolean().default(true),
}).superRefine(checkSplit);
export type RetentionBreakdown = z.infer<typeof RetentionBreakdown>;
