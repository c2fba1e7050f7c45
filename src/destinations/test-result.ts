import * as z from "zod";
import { Exchange } from "#destinations/exchange.ts";

/** What came of sending one event through a connection to try it out; secrets masked. */
export const TestResult = z.object({
  at: z.string(),
  outcome: z.enum(["delivered", "rejected", "disconnected", "rate_limited", "unavailable"]),
  message: z.string(),
  /** No stored event was one that the subscription wants. */
  isSample: z.boolean(),
  messageId: z.string(),
  exchanges: z.array(Exchange),
});
export type TestResult = z.infer<typeof TestResult>;
