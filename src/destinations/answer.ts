import {
  type DeliveryError,
  type DestinationResponse,
  Disconnected,
  RateLimited,
  Rejected,
  Unavailable,
} from "#destinations/contract.ts";
import { createMask } from "#destinations/mask.ts";
import { retryAfterMs } from "#destinations/retry-after.ts";

/** What is needed to tell a person why an answer is no. */
export interface Answering {
  /** Who was asked, as people call it. */
  who: string;
  /** What may not be in a message, although the answer may echo it. */
  secrets: readonly (string | undefined)[];
  /** ms */
  now: number;
  /** Statuses that mean here: what the settings name does not exist. */
  missing?: readonly number[];
}

/** The error an answer stands for, by its status; null where it is none. The rule is that of `DestinationRequest`. */
export function answerError(answer: DestinationResponse, answering: Answering): DeliveryError | null {
  const { status } = answer;
  if (status < 400) return null;
  const message = answerMessage(answer, answering);
  if (status === 401 || status === 403 || answering.missing?.includes(status)) return new Disconnected(message);
  if (status === 429) return new RateLimited(message, retryAfterMs(answer.headers, answering.now));
  if (status === 408 || status >= 500) return new Unavailable(message);
  return new Rejected(message);
}

/** "Slack answered 404: no_service", cut short, with secrets masked. */
export function answerMessage(answer: Pick<DestinationResponse, "status" | "text">, answering: Answering): string {
  const mask = createMask(answering.secrets.filter((secret) => secret !== undefined));
  const said = mask(answer.text).replaceAll(/\s+/g, " ").trim().slice(0, 300);
  return `${answering.who} answered ${answer.status}${said === "" ? "" : `: ${said}`}`;
}
