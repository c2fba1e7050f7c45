import * as z from "zod";
import type { PageOutcome } from "#lists/list-house.ts";

const Failure = z.object({
  status: z.literal("failure"),
  error: z.object({ message: z.string().optional(), code: z.number().optional() }).optional(),
});

/** Characters of an answer that are quoted. */
const QUOTED_LENGTH = 300;

/**
 * What a receiver of Mixpanel's webhooks says in the body of a good answer: `{"status": "failure", "error": {message, code}}`
 * is none, and the code says whether it may be tried again. Whatever else it says, it has taken the page.
 */
export function saidFailure(text: string, host: string): PageOutcome {
  const failure = Failure.safeParse(jsonOf(text));
  if (!failure.success) return { outcome: "taken" };
  const { message = "it does not say why", code = 500 } = failure.data.error ?? {};
  const reason = `${host} did not take it: ${message.slice(0, QUOTED_LENGTH)}`;
  const isPassing = code === 408 || code === 429 || code >= 500;
  return isPassing ? { outcome: "later", reason, afterMs: null } : { outcome: "stopped", reason };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
