import type { DeliveryError } from "#destinations/contract.ts";
import { retryAfterMs } from "#destinations/retry-after.ts";

/** A delivery error as plain data: classes made in the built catalogue would not be those the engine knows. */
export interface Failure {
  outcome: DeliveryError["outcome"];
  message: string;
  /** ms; null where the destination said nothing. */
  retryAfterMs: number | null;
}

const MAX_TEXT = 500;

/** What becomes of an event that was answered with this status, as the contract has it for `DestinationRequest`. */
export function failureOfStatus(status: number, message: string, retryAfterMs: number | null = null): Failure {
  return { outcome: outcomeOf(status), message: message.slice(0, MAX_TEXT), retryAfterMs };
}

function outcomeOf(status: number): Failure["outcome"] {
  if (status === 401 || status === 403) return "disconnected";
  if (status === 429) return "rate_limited";
  return status === 408 || status >= 500 ? "unavailable" : "rejected";
}

/**
 * What went wrong, of whatever Segment's code threw. `lastCall` is what the last call out failed with: it says more than what
 * was made of it, except where the destination did answer.
 */
export function failureOf(error: unknown, lastCall: unknown, now: number): Failure {
  const known = asDeliveryError(error) ?? asAnswer(error, now) ?? asDeliveryError(lastCall);
  if (known) return known;
  const { name, code, status, message } = describe(error);
  // ajv's, of a payload that lacks what the action asks for.
  if (name === "AggregateAjvError") return failureOfStatus(400, message);
  if (code === "ETIMEDOUT") return failureOfStatus(408, message);
  if (status !== undefined) return failureOfStatus(status, message);
  // Neither an answer nor a call that failed: the code itself could not deal with this event, and never will.
  return failureOfStatus(400, `The destination's code failed on this event: ${name}: ${message}`);
}

interface Described {
  name: string;
  message: string;
  code: unknown;
  status: number | undefined;
}

function describe(error: unknown): Described {
  if (!(error instanceof Error)) return { name: "Error", message: String(error), code: undefined, status: undefined };
  const code = "code" in error ? error.code : undefined;
  const status = "status" in error ? Number(error.status) : Number.NaN;
  return { name: error.name, message: error.message, code, status: Number.isNaN(status) ? undefined : status };
}

function asDeliveryError(error: unknown): Failure | null {
  if (!(error instanceof Error) || !("outcome" in error)) return null;
  const ms = "retryAfterMs" in error && typeof error.retryAfterMs === "number" ? error.retryAfterMs : null;
  return { outcome: error.outcome as Failure["outcome"], message: error.message, retryAfterMs: ms };
}

/** An HTTPError of Segment's client: the destination answered, with a status of 400 or more. */
function asAnswer(error: unknown, now: number): Failure | null {
  if (!(error instanceof Error) || !("response" in error)) return null;
  const { response } = error;
  if (!(response instanceof Response)) return null;
  // Segment's client has read it into `content`.
  const text = "content" in response && typeof response.content === "string" ? response.content : error.message;
  const message = `It answered ${response.status}${text === "" ? "" : `: ${text}`}`;
  return failureOfStatus(response.status, message, retryAfterMs(response.headers, now));
}
