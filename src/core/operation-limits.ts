import * as z from "zod";
import { fields } from "#core/question/shape.ts";

/** When the operation of a deployment is worth a word. Null: never because of this. */
export const OperationLimits = fields({
  /** Minutes the oldest event may wait in the queue. */
  queueMinutes: z.number().positive().max(10_000).nullable().default(10),
  /** Messages that could not be stored: more than this. */
  deadLetters: z.number().int().min(0).nullable().default(0),
  /** Percent of the database that may be used. */
  databasePercent: z.number().min(1).max(100).nullable().default(70),
  /** A destination, a list elsewhere or an automation that waits for a person. */
  stopped: z.boolean().default(true),
  /** Hours without an event from a source that usually has some. */
  silentHours: z.number().int().min(1).max(48).nullable().default(6),
  /** Violations of the tracking plan in 24 hours: more than this. */
  planViolations: z.number().int().min(0).nullable().default(null),
  /** Dollars this month will cost at list price, above what is included. */
  costDollars: z.number().positive().nullable().default(null),
});
export type OperationLimits = z.infer<typeof OperationLimits>;
