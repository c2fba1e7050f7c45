import * as z from "zod";
import { MAX_NAME_LENGTH } from "#core/limits.ts";
import { compilePattern, patternDanger } from "#core/pattern.ts";

/** Calls that a plan can say something of. An alias has nothing to say anything of. */
export const PLANNED_KINDS = ["track", "page", "screen", "identify", "group"] as const;
export type PlannedKind = (typeof PLANNED_KINDS)[number];

/** What becomes of an event that is not as planned (docs/tracking-plan.md). */
export const ENFORCEMENTS = ["allow", "omit", "block", "quarantine"] as const;
export type Enforcement = (typeof ENFORCEMENTS)[number];

/** Of an event that the plan doesn't name, there is nothing to leave out. */
export const UNPLANNED = ["allow", "block", "quarantine"] as const;
export type Unplanned = (typeof UNPLANNED)[number];

/** What can be wrong with an event. */
export const PLAN_RULES = [
  "unplanned_event",
  "unplanned_property",
  "required",
  "type",
  "enum",
  "pattern",
  "format",
  "minimum",
  "maximum",
  "min_length",
  "max_length",
] as const;
export type PlanRule = (typeof PLAN_RULES)[number];

const TYPES = ["string", "number", "integer", "boolean", "array", "object", "null"] as const;
/** Dates as JSON Schema knows them: a day, or a moment with its time zone (RFC 3339). */
export const DATE_FORMATS = ["date", "date-time"] as const;

/** Properties of one event, and values of one enum. */
const MAX_PROPERTIES = 500;
const MAX_VALUES = 500;
/** Objects in objects: what a person can still read in a table. */
export const MAX_PLAN_DEPTH = 6;

const Pattern = z
  .string()
  .min(1)
  .superRefine((pattern, context) => {
    const fault =
      patternDanger(pattern) ?? (compilePattern(pattern) === null ? "This is no regular expression." : null);
    if (fault !== null) context.addIssue({ code: "custom", message: fault });
  });

const Scalar = z.union([z.string().max(1_000), z.number(), z.boolean(), z.null()]);
const PropertyName = z
  .string()
  .min(1)
  .max(MAX_NAME_LENGTH)
  // As a key of an object it would not be one.
  .refine((name) => name !== "__proto__", "no property can be called this");

/** What is said of one property: JSON Schema (draft-07) as far as a plan goes. Nothing else is taken. */
export interface PropertySchema {
  type?: (typeof TYPES)[number] | (typeof TYPES)[number][] | undefined;
  description?: string | undefined;
  enum?: (string | number | boolean | null)[] | undefined;
  pattern?: string | undefined;
  format?: (typeof DATE_FORMATS)[number] | undefined;
  minimum?: number | undefined;
  maximum?: number | undefined;
  minLength?: number | undefined;
  maxLength?: number | undefined;
  items?: PropertySchema | undefined;
  properties?: Record<string, PropertySchema> | undefined;
  required?: string[] | undefined;
  additionalProperties?: boolean | undefined;
}

export const PropertySchema: z.ZodType<PropertySchema> = z.strictObject({
  type: z.union([z.enum(TYPES), z.array(z.enum(TYPES)).min(1).max(TYPES.length)]).optional(),
  description: z.string().max(1_000).optional(),
  enum: z.array(Scalar).min(1).max(MAX_VALUES).optional(),
  pattern: Pattern.optional(),
  format: z.enum(DATE_FORMATS).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  minLength: z.int().min(0).optional(),
  maxLength: z.int().min(0).optional(),
  items: z.lazy(() => PropertySchema).optional(),
  properties: z
    .record(
      PropertyName,
      z.lazy(() => PropertySchema),
    )
    .refine((properties) => Object.keys(properties).length <= MAX_PROPERTIES, `at most ${MAX_PROPERTIES} properties`)
    .optional(),
  required: z.array(PropertyName).max(MAX_PROPERTIES).optional(),
  additionalProperties: z.boolean().optional(),
});

const depthOf = (schema: PropertySchema): number =>
  1 + Math.max(0, ...[...Object.values(schema.properties ?? {}), ...(schema.items ? [schema.items] : [])].map(depthOf));

const Schema = PropertySchema.refine((schema) => depthOf(schema) <= MAX_PLAN_DEPTH + 1, {
  message: `objects may be nested ${MAX_PLAN_DEPTH} deep`,
  abort: true,
});

/** What is planned of one event. `name`: of a track call, or a page's or screen's own, "" for any; "" for identify and group. */
export const PlannedEvent = z
  .object({
    kind: z.enum(PLANNED_KINDS),
    name: z.string().max(MAX_NAME_LENGTH),
    enforcement: z.enum(ENFORCEMENTS).default("allow"),
    description: z.string().max(1_000).default(""),
    owner: z.string().max(200).default(""),
    schema: Schema,
  })
  .superRefine(({ kind, name }, context) => {
    const isNamed = name !== "";
    if (kind === "track" && !isNamed) {
      context.addIssue({ code: "custom", path: ["name"], message: "a track call has a name" });
    }
    if ((kind === "identify" || kind === "group") && isNamed) {
      context.addIssue({ code: "custom", path: ["name"], message: `${kind} has no name: write ""` });
    }
  });
export type PlannedEvent = z.infer<typeof PlannedEvent>;

/** Events of a plan at most: it is held in memory wherever events are judged. */
export const MAX_PLANNED_EVENTS = 1_000;

/** A whole plan, as it is written down, pulled and applied. */
export const TrackingPlan = z.object({
  unplanned: z.enum(UNPLANNED).default("allow"),
  events: z.array(PlannedEvent).max(MAX_PLANNED_EVENTS),
});
export type TrackingPlan = z.infer<typeof TrackingPlan>;

/** What a proposed rule was made of. */
export interface Evidence {
  /** Events looked at, the newest. */
  looked: number;
  /** By dotted path: the share of them (or of what it lies in) that had it, and how many different values where it is text. */
  properties: Record<string, { share: number; values: number | null }>;
}

/** One thing that is wrong with an event. */
export interface Violation {
  /** Dotted; "" for the event itself; `products[].sku` for what lies in a list. */
  property: string;
  rule: PlanRule;
  /** The value as JSON, cut. */
  value: string;
}

/** What the plan says of an event that is not as planned. */
export interface Finding {
  kind: PlannedKind;
  /** As the plan names it; of an unplanned event, as it came. */
  name: string;
  outcome: "store" | "block" | "hold";
  violations: Violation[];
}
