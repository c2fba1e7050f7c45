import * as z from "zod";
import { CohortQuestion } from "#core/question/cohort.ts";
import { bounded } from "#core/question/condition.ts";
import { FunnelQuestion } from "#core/question/funnel.ts";
import { RetentionQuestion } from "#core/question/retention.ts";
import { SegmentationQuestion } from "#core/question/segmentation.ts";

export type { Condition, Selector } from "#core/question/condition.ts";
export type { Behaviour, Within } from "#core/question/tree.ts";
export type { FunnelBreakdown, RetentionBreakdown, SegmentationBreakdown } from "#core/question/breakdown.ts";
export { CohortQuestion, FunnelQuestion, RetentionQuestion, SegmentationQuestion };

/**
 * What can be asked: reports and people queries, one language for the API, the surface and saved reports. Messages
 * say what to write instead.
 */
export const Question = bounded(
  z.discriminatedUnion("kind", [FunnelQuestion, SegmentationQuestion, RetentionQuestion, CohortQuestion], {
    error: "kind must be funnel, segmentation, retention or cohort.",
  }),
).meta({ id: "Question" });
export type Question = z.infer<typeof Question>;
