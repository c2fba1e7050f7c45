import * as z from "zod";
import { AUDIENCE_KINDS } from "#core/audience.ts";
import type { AudienceDefinition } from "#audiences/definitions.ts";
import type { AudienceReport } from "#audiences/report.ts";

export const AudienceAnswer = z.object({
  id: z.number(),
  name: z.string(),
  description: z.string(),
  kind: z.enum(AUDIENCE_KINDS),
  where: z.json(),
  size: z.number(),
  state: z.enum(["computing", "live", "frozen", "failed"]),
  progress: z.number(),
  error: z.string().nullable(),
  computedAt: z.string().nullable(),
  checkedAt: z.string().nullable(),
  /** People that the last check found wrong, and put right. */
  differences: z.number(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type AudienceAnswer = z.infer<typeof AudienceAnswer>;

const textOf = (ms: number | null | undefined): string | null => (ms == null ? null : new Date(ms).toISOString());

/** What the object doesn't know yet, it is about to compute. */
export function audienceJson(definition: AudienceDefinition, report: AudienceReport | undefined): AudienceAnswer {
  const { where, createdAt, updatedAt, ...rest } = definition;
  return {
    ...rest,
    where: JSON.parse(JSON.stringify(where)),
    size: report?.size ?? 0,
    state: stateOf(report),
    progress: report?.progress ?? 0,
    error: report?.error ?? null,
    computedAt: textOf(report?.computedAt),
    checkedAt: textOf(report?.checkedAt),
    differences: report?.differences ?? 0,
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
  };
}

function stateOf(report: AudienceReport | undefined): AudienceAnswer["state"] {
  if (!report) return "computing";
  if (report.stage === "live" || report.stage === "frozen") return report.stage;
  return report.error === null ? "computing" : "failed";
}
