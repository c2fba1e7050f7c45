import { isObject, type JsonObject } from "#core/json.ts";
import type { MailOutcome } from "#core/mail.ts";
import type { OutgoingAnswer } from "#core/outgoing.ts";

/** What is particular to a provider's answers. */
export interface Judging {
  who: string;
  isIdempotent: boolean;
  /** Its name for the mail in an answer of success; null where that is none of its answers. */
  idOf: (json: JsonObject) => string | null;
  /** What it says by codes of its own; null: by the status. */
  special?: (status: number, json: JsonObject, reason: string) => MailOutcome | null;
}

const QUOTED = 300;

/**
 * What an answer means. 401 and 403 wait for a person, 429, 408 and 5xx for another time, other refusals are this mail's.
 * Where there is no answer, or one that isn't the provider's, only a provider that knows keys is asked again.
 */
export function judge(answer: OutgoingAnswer, { who, isIdempotent, idOf, special }: Judging): MailOutcome {
  const unsure = (reason: string): MailOutcome =>
    isIdempotent ? { outcome: "later", reason, afterMs: null } : { outcome: "unknown", reason };
  if (answer.kind === "refused") return { outcome: "stopped", reason: answer.reason };
  if (answer.kind === "none") return unsure(answer.reason);
  const { status, text, retryAfterMs } = answer;
  const json = readObject(text);
  const said = text.trim().slice(0, QUOTED);
  const reason = `${who} answered ${status}${said === "" ? "" : `: ${said}`}`;
  const own = special?.(status, json ?? {}, reason);
  if (own) return own;
  if (status < 300) {
    const id = json && idOf(json);
    if (typeof id === "string") return { outcome: "sent", id };
    return unsure(`${who} answered with something that is not its answer.`);
  }
  if (status === 401 || status === 403) return { outcome: "stopped", reason };
  if (status === 429 || status === 408 || status >= 500) return { outcome: "later", reason, afterMs: retryAfterMs };
  return { outcome: "rejected", reason };
}

function readObject(text: string): JsonObject | null {
  try {
    const json: unknown = JSON.parse(text);
    return isObject(json) ? json : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** A text of an answer, or null. */
export const textAt = (json: JsonObject, name: string): string | null => {
  const value = Object.hasOwn(json, name) ? json[name] : undefined;
  return typeof value === "string" && value !== "" ? value : null;
};
