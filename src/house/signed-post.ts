import { DeliveryError, type RequestOptions } from "#destinations/contract.ts";
import { createMask } from "#destinations/mask.ts";
import { createRequest } from "#destinations/request.ts";
import { webhookSignature } from "#destinations/webhook-signature.ts";

/** The network, and what may be reached in it. */
export interface PostHouse {
  fetch: (request: Request) => Promise<Response>;
  local: boolean;
  clock: () => number;
}

export type PostOutcome =
  | { outcome: "taken"; text: string }
  /** It will never be taken. */
  | { outcome: "rejected"; reason: string }
  /** It was not taken now. */
  | { outcome: "later"; reason: string; afterMs: number | null }
  /** No answer came: it may have been taken. */
  | { outcome: "unknown"; reason: string };

/** Posts by the destinations' way out, and says what came of it. `secret` is blanked out of whatever is said. */
export async function post(
  url: string,
  options: RequestOptions,
  { secret, ownHost }: { secret: string | null; ownHost: string },
  { fetch, local, clock }: PostHouse,
): Promise<PostOutcome> {
  let isAnswered = false;
  const request = createRequest({
    fetch,
    reach: { local, ownHosts: [ownHost] },
    mask: createMask(secret === null ? [] : [secret]),
    record: ({ status }) => (isAnswered = status !== null),
    now: clock,
  });
  try {
    return { outcome: "taken", text: (await request(url, options)).text };
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    return outcomeOf(error, isAnswered);
  }
}

/** What an error of a delivery says; where there was no answer nobody knows: the request may have been taken. */
export function outcomeOf(error: DeliveryError, isAnswered: boolean): Exclude<PostOutcome, { outcome: "taken" }> {
  const { outcome, message: reason } = error;
  if (outcome === "rejected" || outcome === "disconnected") return { outcome: "rejected", reason };
  if (!isAnswered) return { outcome: "unknown", reason };
  const asked = "retryAfterMs" in error && typeof error.retryAfterMs === "number" ? error.retryAfterMs : null;
  return { outcome: "later", reason, afterMs: asked };
}

const TIMEOUT_MS = 15_000;

/** Posts JSON, signed as Standard Webhooks are where there is a secret; the id is the same at every try. */
export async function postSigned(
  url: string,
  { id, body, secret, ownHost }: { id: string; body: string; secret: string | null; ownHost: string },
  house: PostHouse,
): Promise<PostOutcome> {
  const timestamp = Math.floor(house.clock() / 1_000);
  const headers: Record<string, string> = {
    "content-type": "application/json",
    "webhook-id": id,
    "webhook-timestamp": String(timestamp),
  };
  if (secret !== null) {
    const signature = await webhookSignature(secret, { id, timestamp, body });
    if (signature === null) return { outcome: "rejected", reason: "The signing secret is not whsec_ and base64." };
    headers["webhook-signature"] = signature;
  }
  return post(url, { method: "POST", headers, body, timeoutMs: TIMEOUT_MS }, { secret, ownHost }, house);
}
