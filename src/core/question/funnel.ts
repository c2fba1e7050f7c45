import * as z from "zod";
import { FunnelBreakdown } from "#core/question/breakdown.ts";
import { anyOfFields, eventFields, Selector, SELECTOR } from "#core/question/condition.ts";
import { bucketsFault, checkPeriod, overTime } from "#core/question/period.ts";
import { byField, fields } from "#core/question/shape.ts";
import { Interval, Span } from "#core/question/time.ts";

const MAX_STEPS = 20;
const StepIndex = z.number().int({ error: "Steps are numbered 0, 1, 2 …" }).min(0);

const between = {
  /** 0-based: the exclusion is looked for after this step's event … */
  fromStep: StepIndex,
  /** … and before this one's. */
  toStep: StepIndex,
};

/** An event that must not happen between two steps. */
export type Exclusion = Selector & { fromStep: number; toStep: number };
const Exclusion: z.ZodType<Exclusion> = byField<Exclusion>(
  { event: fields({ ...eventFields, ...between }), anyOf: fields({ ...anyOfFields, ...between }) },
  `${SELECTOR} With fromStep and toStep.`,
);

/** Whose list is asked: who reached a step, or a point of the trend; `dropped`: who got right before it and not there. */
const FunnelCell = fields({
  /** 1-based */
  step: z.number().int().min(1).optional(),
  /** The label of a bucket of the trend. */
  bucket: z.string().optional(),
  dropped: z.boolean().optional(),
  /** A group, or several. */
  breakdown: z.union([z.string(), z.array(z.string()).min(1).max(100)]).optional(),
}).refine(({ step, bucket }) => (step === undefined) !== (bucket === undefined), {
  error: "A list is of a step or of a bucket: write one of them.",
});
export type FunnelCell = z.infer<typeof FunnelCell>;

/** How many get from step to step, and how fast (SEMANTICS §4). */
export const FunnelQuestion = fields({
  kind: z.literal("funnel"),
  ...overTime,
  steps: z
    .array(Selector, { error: "steps is a list of events." })
    .min(1, { error: "A funnel needs steps." })
    .max(MAX_STEPS, { error: `A funnel has ${MAX_STEPS} steps at most.` }),
  order: z
    .enum(["ordered", "strict", "unordered"], { error: "order must be ordered, strict or unordered." })
    .default("ordered"),
  /** Counted from the first step, end inclusive. */
  window: Span.default({ value: 14, unit: "day" }),
  exclusions: z.array(Exclusion).max(20).optional(),
  exclusionMode: z.enum(["discard", "stop"], { error: "exclusionMode must be discard or stop." }).default("discard"),
  countBy: z
    .enum(["uniques", "totals", "sessions"], { error: "countBy must be uniques, totals or sessions." })
    .default("uniques"),
  /** first: only a person's first entry in the range counts. */
  reentry: z.enum(["any", "first"], { error: "reentry must be any or first." }).default("any"),
  /** window: who enters in the range may finish after it; range: what comes after the range is cut off. */
  convertUntil: z.enum(["window", "range"], { error: "convertUntil must be window or range." }).default("window"),
  breakdown: FunnelBreakdown.optional(),
  view: z.enum(["trend", "timeToConvert"], { error: "view must be trend or timeToConvert." }).optional(),
  /** Of the trend. */
  interval: Interval.default("day"),
  /** 0-based; the first step where none is given. For both views. */
  fromStep: StepIndex.optional(),
  /** 0-based; the last step where none is given. For both views. */
  toStep: StepIndex.optional(),
  /** Of timeToConvert; as many as fit the sample where none is given. */
  bins: z
    .number()
    .int()
    .overwrite((bins) => Math.min(90, Math.max(1, bins)))
    .optional(),
  people: z.array(FunnelCell).min(1).max(100).optional(),
})
  .superRefine(checkPeriod)
  .superRefine((question, context) => {
    const fault = (path: (string | number)[], message: string) => context.addIssue({ code: "custom", path, message });
    const {
      steps,
      order,
      exclusions = [],
      breakdown,
      view,
      interval,
      fromStep = 0,
      toStep = steps.length - 1,
    } = question;
    const last = steps.length - 1;
    exclusions.forEach((exclusion, at) => {
      const path = ["exclusions", at];
      if (exclusion.toStep > last) fault([...path, "toStep"], `The last step is ${last}.`);
      else if (exclusion.fromStep >= exclusion.toStep) fault([...path, "toStep"], "toStep must come after fromStep.");
      else if (order === "unordered" && (exclusion.fromStep > 0 || exclusion.toStep < last)) {
        fault(
          path,
          `Steps of any order have no between: exclude over the whole funnel, fromStep 0 and toStep ${last}.`,
        );
      } else if (steps.slice(exclusion.fromStep + 1, exclusion.toStep + 1).some((step) => isSame(step, exclusion))) {
        fault(path, "An exclusion can't be a step it has to come before: choose another event, or give it a filter.");
      }
    });
    if (breakdown?.attribution === "step" && (breakdown.step ?? 0) > last) {
      fault(["breakdown", "step"], `The last step is ${last}.`);
    }
    if (toStep > last) fault(["toStep"], `The last step is ${last}.`);
    else if (view !== undefined && last > 0 && fromStep >= toStep)
      fault(["toStep"], "toStep must come after fromStep.");
    else if (fromStep > last) fault(["fromStep"], `The last step is ${last}.`);
    question.people?.forEach(({ step = 1 }, at) => {
      if (step > steps.length) fault(["people", at, "step"], `The funnel has ${steps.length} steps; the first is 1.`);
    });
    const tooMany = view === "trend" ? bucketsFault(question, interval) : null;
    if (tooMany !== null) fault(["interval"], tooMany);
  });
export type FunnelQuestion = z.infer<typeof FunnelQuestion>;

/** Does an exclusion ask for exactly what a step asks for? */
const isSame = (step: Selector, exclusion: Exclusion): boolean => asked(step) === asked(exclusion);

const asked = (selector: Selector): string =>
  JSON.stringify("anyOf" in selector ? selector.anyOf.map(asked) : [selector.event, selector.filter]);
