import { buildPushPayload } from "@block65/webcrypto-web-push";
import { hex, sha256, utf8 } from "#core/encoding.ts";
import { reasonOf } from "#core/log.ts";
import type { OutgoingAnswer } from "#core/outgoing.ts";
import type { PushHouse } from "#push/house.ts";
import { openVapidKeys, type VapidKeys } from "#push/keys.ts";
import { dropSubscription, type Subscription, subscriptionsOf } from "#push/subscriptions.ts";

/** A notification as the worker script shows it (worker-script.ts). */
export interface PushMessage {
  /** The same at every attempt, and for nothing else: a browser shows a second one in the place of the first. */
  key: string;
  title: string;
  body: string;
  /** What a click opens; http or https. */
  url: string | null;
}

/** What became of a message to one browser. */
export type PushOutcome =
  | { outcome: "sent" }
  /** The browser has unsubscribed, or was never one. */
  | { outcome: "gone"; reason: string }
  | { outcome: "rejected"; reason: string }
  | { outcome: "later"; reason: string; afterMs: number | null };

/** What became of a message to a person: the best of all their browsers. */
export type PersonPushOutcome =
  | { outcome: "sent"; devices: number }
  /** None of their browsers has subscribed. */
  | { outcome: "nobody"; reason: string }
  | { outcome: "stopped"; reason: string }
  | { outcome: "rejected"; reason: string }
  | { outcome: "later"; reason: string; afterMs: number | null };

const TTL_SECONDS = 86_400;
/** The encrypted part has room for 3,993 bytes (RFC 8291, 4); the rest is for names and signs that JSON spells out. */
const MAX_TITLE = 600;
const MAX_BODY = 2_400;

const cut = (text: string, bytes: number): string =>
  new TextDecoder().decode(utf8(text).slice(0, bytes)).replace(/\ufffd+$/, "");

/**
 * Sends a message to all browsers of a person; those that are gone are forgotten. Sending it again with the same key is
 * harmless: the push service replaces what it still holds (RFC 8030, 5.4), the browser what it shows. Never throws.
 */
export async function sendPush(
  house: PushHouse,
  actors: readonly number[],
  message: PushMessage,
): Promise<PersonPushOutcome> {
  try {
    const subscriptions = await subscriptionsOf(house.db, actors);
    if (subscriptions.length === 0) return { outcome: "nobody", reason: "None of their browsers has subscribed." };
    const keys = await openVapidKeys(house);
    if (!keys) return { outcome: "stopped", reason: "This deployment's key for push can't be opened any more." };
    const outcomes: PushOutcome[] = [];
    for (const subscription of subscriptions) {
      const outcome = await sendToBrowser(house, keys, subscription, message);
      if (outcome.outcome === "gone") await dropSubscription(house.db, subscription.endpoint);
      outcomes.push(outcome);
    }
    return together(outcomes);
  } catch (error) {
    return { outcome: "later", reason: reasonOf(error), afterMs: null };
  }
}

/** What became of it for the person: one browser that was reached is enough. */
export function together(outcomes: readonly PushOutcome[]): PersonPushOutcome {
  const devices = outcomes.filter(({ outcome }) => outcome === "sent").length;
  if (devices > 0) return { outcome: "sent", devices };
  const later = outcomes.find((one) => one.outcome === "later");
  if (later) return later;
  const rejected = outcomes.find((one) => one.outcome === "rejected");
  return rejected ?? { outcome: "nobody", reason: "All of their browsers have unsubscribed." };
}

/** Sends a message to one browser. */
export async function sendToBrowser(
  house: Pick<PushHouse, "request" | "addressFault" | "contact">,
  keys: VapidKeys,
  subscription: Subscription,
  { key, title, body, url }: PushMessage,
): Promise<PushOutcome> {
  // Whoever subscribes chooses where we call.
  const fault = house.addressFault(subscription.endpoint);
  if (fault !== null) return { outcome: "gone", reason: fault };
  const tag = hex(await sha256(utf8(key))).slice(0, 32);
  const data = { title: cut(title, MAX_TITLE), body: cut(body, MAX_BODY), url: webUrl(url), tag };
  const made = await buildPushPayload(
    { data, options: { ttl: TTL_SECONDS, urgency: "normal", topic: tag } },
    { ...subscription, expirationTime: null },
    { subject: await house.contact(), ...keys },
  );
  const headers = Object.fromEntries(Object.entries(made.headers).filter(([name]) => name !== "content-length"));
  const answer = await house.request(subscription.endpoint, {
    method: "POST",
    headers,
    body: made.body,
  });
  return outcomeOf(answer);
}

/** What a push service says (RFC 8030, 5 and 7.3). */
function outcomeOf(answer: OutgoingAnswer): PushOutcome {
  if (answer.kind === "refused") return { outcome: "gone", reason: answer.reason };
  if (answer.kind === "none") return { outcome: "later", reason: answer.reason, afterMs: null };
  const { status, text, retryAfterMs } = answer;
  const reason = `The push service answered ${status}${text === "" ? "" : `: ${text.slice(0, 200)}`}`;
  if (status < 300) return { outcome: "sent" };
  if (status === 404 || status === 410) return { outcome: "gone", reason };
  if (status === 429 || status === 408 || status >= 500) return { outcome: "later", reason, afterMs: retryAfterMs };
  return { outcome: "rejected", reason };
}

/** A longer one would not fit; one that is no web address opens nothing. */
const webUrl = (url: string | null): string | null =>
  url !== null && url.length <= 700 && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) ? url : null;
