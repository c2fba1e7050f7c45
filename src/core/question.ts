import * as z from "zod";
import { CohortQuestion } from "#core/question/cohort.ts";
import { boundsFault } from "#core/question/condition.ts";
import { FunnelQuestion } from "#core/question/funnel.ts";
import { RetentionQuestion } from "#core/question/retention.ts";
import { SegmentationQuestion } from "#core/question/segmentation.ts";

export type { Condition, Selector } from "#core/question/condition.ts";
export type { Behaviour, Within } from "#core/question/tree.ts";
export type { FunnelBreakdown, RetentionBreakdown, SegmentationBreakdown } from "#core/question/breakdown.ts";
export { CohortQuestion, FunnelQuestion, RetentionQuestion, SegmentationQuestion };

/**
 * What can be asked: reports and people queries, one language for the API, the surface and saved reports. It is bounded
 * before it is parsed, so that parsing can't be made to recurse without end; messages say what to write instead.
 */
export const Question = z
  .preprocess(
    (value, context) => {
      const fault = boundsFault(value);
      if (fault === null) return value;
      context.addIssue({ code: "custom", message: fault });
      return z.NEVER;
    },
    z.discriminatedUnion("kind", [FunnelQuestion, SegmentationQuestion, RetentionQuestion, CohortQuestion], {
      error: "kind must be funnel, segmentation, retention or cohort.",
    }),
  )
  .meta({ id: "Question" });
export type Question = z.infer<typeof Question>;
