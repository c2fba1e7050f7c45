import * as z from "zod";
import { bounded, CohortDefinition } from "#core/question/condition.ts";
import { fields } from "#core/question/shape.ts";

/** A live audience is kept up to date; a frozen one is the list of those who matched when it was made. */
export const AUDIENCE_KINDS = ["live", "frozen"] as const;
export type AudienceKind = (typeof AUDIENCE_KINDS)[number];

/** A saved people query (SEMANTICS §6). */
export const AudienceDefinition = fields({
  name: z.string().trim().min(1).max(200),
  description: z.string().trim().max(5_000).default(""),
  kind: z.enum(AUDIENCE_KINDS, { error: "kind must be live or frozen." }).default("live"),
  where: bounded(CohortDefinition),
});
export type AudienceDefinition = z.infer<typeof AudienceDefinition>;

/** Why somebody entered or left. */
export const CHANGE_CAUSES = [
  "event",
  "trait",
  "time",
  "merge",
  "unmerge",
  "first_compute",
  "correction",
  "imported",
] as const;
export type ChangeCause = (typeof CHANGE_CAUSES)[number];
