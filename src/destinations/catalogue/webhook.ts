import * as z from "zod";
import { answerError } from "#destinations/answer.ts";
import { batchId } from "#destinations/batch-id.ts";
import { defineDestination, type Delivery, Disconnected } from "#destinations/contract.ts";
import { oneByOne } from "#destinations/one-by-one.ts";
import { SIGNING_SECRET, webhookSignature } from "#destinations/webhook-signature.ts";

const settings = z.object({
  url: z
    .url({ protocol: /^https?$/ })
    .meta({ title: "Address", description: "Where events are sent, by POST. It should start with https://." }),
  signingSecret: z.string().regex(SIGNING_SECRET, "A signing secret is whsec_ and base64.").optional().meta({
    title: "Signing secret",
    description:
      "whsec_ and base64 of 24 to 64 random bytes. With it each request is signed as Standard Webhooks has it, so your server can tell that it is from us. To change it, give the new and the old one with a space between, and later the new one alone.",
    secret: true,
  }),
  authorization: z.string().max(4000).optional().meta({
    title: "Authorization header",
    description: "Sent as it is, such as: Bearer and a token.",
    secret: true,
  }),
});
type Settings = z.infer<typeof settings>;

/** 404 and 410: nothing is there any more; Standard Webhooks asks senders to stop at 410. */
const MISSING = [404, 410];

async function post(delivery: Delivery<Settings>, id: string, body: string): Promise<void> {
  const { settings, request, now } = delivery;
  const timestamp = Math.floor(now / 1000);
  const headers: Record<string, string> = {
    "content-type": "application/json",
    "webhook-id": id,
    "webhook-timestamp": String(timestamp),
  };
  if (settings.authorization !== undefined) headers["authorization"] = settings.authorization;
  if (settings.signingSecret !== undefined) {
    const signature = await webhookSignature(settings.signingSecret, { id, timestamp, body });
    if (signature === null) throw new Disconnected("The signing secret is not whsec_ and base64.");
    headers["webhook-signature"] = signature;
  }
  const answer = await request(settings.url, { method: "POST", headers, body, timeoutMs: 15_000, anyStatus: true });
  const error = answerError(answer, {
    who: "The webhook",
    secrets: [settings.signingSecret, settings.authorization],
    now,
    missing: MISSING,
  });
  if (error !== null) throw error;
}

/** Any HTTP endpoint, signed by Standard Webhooks (standardwebhooks.com). */
export const webhook = defineDestination({
  slug: "webhook",
  name: "Webhook",
  description: "Sends each event as JSON to any address on the web, signed so that the receiver can trust it.",
  categories: ["Webhooks"],
  documentation: "https://www.standardwebhooks.com/",
  settings,
  actions: {
    send: {
      title: "Send an event",
      description: "One request an event, in order; the body is the event.",
      mapping: { "@path": "$." },
      // So few that even a slow receiver has answered all of them within the time of a delivery.
      batch: { events: 5, bytes: 1_000_000 },
    },
    sendBatch: {
      title: "Send events together",
      description: "One request for up to 100 events; the body is a list of events.",
      mapping: { "@path": "$." },
      batch: { events: 100, bytes: 1_000_000 },
    },
  },
  presets: [{ name: "All events", action: "send", filter: null }],
  async deliver(delivery) {
    if (delivery.action !== "sendBatch") {
      return oneByOne(delivery.events, (event) => post(delivery, event.id, JSON.stringify(event.payload)));
    }
    const { events } = delivery;
    await post(delivery, `batch_${await batchId(events)}`, JSON.stringify(events.map((event) => event.payload)));
    return undefined;
  },
});
