import { log, reasonOf } from "#core/log.ts";
import { Problem } from "#core/problem.ts";

/** What the database's own triggers say while a backup is made (migrations/0016). */
const isHeld = (thrown: unknown): boolean => reasonOf(thrown).includes("held for a backup");

/**
 * The answer to a thrown thing. A Problem says what it is; anything else is a bug, logged whole and told as `failed`.
 * 429 and 503 carry both headers that clients look at: analytics-next up to 1.83 reads X-RateLimit-Reset, others Retry-After.
 */
export function problemResponse(given: unknown, bug: "failed" | "overloaded" = "failed"): Response {
  const thrown = isHeld(given) ? new Problem("held", { cause: given }) : given;
  if (!(thrown instanceof Problem)) {
    log("error", "bug", { reason: reasonOf(thrown), stack: thrown instanceof Error ? thrown.stack : undefined });
  }
  const problem = thrown instanceof Problem ? thrown : new Problem(bug, { cause: thrown });
  const headers = new Headers();
  if (problem.retryAfterSeconds !== undefined) {
    headers.set("retry-after", String(problem.retryAfterSeconds));
    headers.set("x-ratelimit-reset", String(problem.retryAfterSeconds));
  }
  const { code, message } = problem;
  return Response.json({ success: false, code, message, error: message }, { status: problem.status, headers });
}
