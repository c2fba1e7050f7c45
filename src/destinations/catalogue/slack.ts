import * as z from "zod";
import type { JsonObject } from "#core/json.ts";
import { answerError, answerMessage } from "#destinations/answer.ts";
import { defineDestination, Disconnected, Rejected, Unavailable } from "#destinations/contract.ts";
import { oneByOne } from "#destinations/one-by-one.ts";

const settings = z.object({
  webhookUrl: z.url({ protocol: /^https?$/ }).meta({
    title: "Incoming webhook",
    description: "The address Slack gives for one channel: https://hooks.slack.com/services/….",
    secret: true,
  }),
});

const MAX_TEXT = 3000;

/**
 * The three characters that make a mention or a link of text (docs.slack.dev/messaging/formatting-message-text): with them
 * escaped no value of an event can call a channel.
 */
const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const text = (payload: JsonObject, key: string): string | undefined => {
  const value = payload[key];
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
};

function message(payload: JsonObject): JsonObject {
  const said = text(payload, "text");
  if (said === undefined) throw new Rejected("The mapping gives this event no text.");
  const optional = {
    channel: text(payload, "channel"),
    username: text(payload, "username"),
    icon_url: text(payload, "icon_url"),
  };
  return { text: escaped(said.slice(0, MAX_TEXT)), ...optional };
}

/** Messages in a channel, by an incoming webhook. Slack knows no idempotency key: a retry may post twice. */
export const slack = defineDestination({
  slug: "slack",
  name: "Slack",
  description: "Posts a message in a Slack channel when something happens.",
  categories: ["Messaging"],
  documentation: "https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks",
  settings,
  actions: {
    post: {
      title: "Post a message",
      description:
        "The text is yours to change: {{event}}, {{properties.plan}} and the like are filled in from the event.",
      mapping: { text: { "@template": "*{{event}}* {{userId}}" } },
      // Slack takes about one message a second.
      batch: { events: 5, bytes: 200_000 },
    },
  },
  presets: [{ name: "Tracked events", action: "post", filter: { property: "$type", value: "track" } }],
  deliver({ settings, events, request, now }) {
    const answering = { who: "Slack", secrets: [settings.webhookUrl, new URL(settings.webhookUrl).pathname], now };
    return oneByOne(events, async (event) => {
      const json = message(event.payload);
      const answer = await request(settings.webhookUrl, { method: "POST", json, anyStatus: true });
      // no_service, channel_not_found, channel_is_archived: the webhook is gone, or where it posts to.
      const error = answerError(answer, { ...answering, missing: [404, 410] });
      if (error instanceof Rejected && /no_team|no_service|invalid_token|team_disabled/.test(answer.text)) {
        throw new Disconnected(error.message);
      }
      if (error !== null) throw error;
      if (answer.text.trim() !== "ok") throw new Unavailable(answerMessage(answer, answering));
    });
  },
});
