import * as z from "zod";

/** A request and its answer as people may see them: secrets masked, bodies cut. */
export const Exchange = z.object({
  at: z.string(),
  method: z.string(),
  url: z.string(),
  requestHeaders: z.record(z.string(), z.string()),
  requestBody: z.string().nullable(),
  /** Null: there was no answer; `responseBody` says why. */
  status: z.number().nullable(),
  responseBody: z.string().nullable(),
  ms: z.number(),
});
export type Exchange = z.infer<typeof Exchange>;
