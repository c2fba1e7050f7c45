import * as z from "zod";
import { CohortDefinition } from "#core/question/condition.ts";
import { everywhere } from "#core/question/period.ts";
import { fields } from "#core/question/shape.ts";

/** Which people are like this now (SEMANTICS §6). */
export const CohortQuestion = fields({ kind: z.literal("cohort"), ...everywhere, where: CohortDefinition });
export type CohortQuestion = z.infer<typeof CohortQuestion>;
