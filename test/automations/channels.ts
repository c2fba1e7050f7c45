import type { ChannelOutcome, Channels, Envelope, Message } from "#automations/channels.ts";
import type { Json, JsonObject } from "#core/json.ts";
import { at } from "#core/json.ts";

/** A template language of one rule, `{{ a.b }}`: enough to see that the right values come to the right place. */
const filled = (template: string, variables: JsonObject): string =>
  template.replaceAll(/\{\{ ?([\w.]+) ?\}\}/g, (_, path: string) => textOf(at(variables, path)));
const textOf = (value: Json | undefined): string =>
  typeof value === "string" ? value : value ? JSON.stringify(value) : "";

export interface Received {
  message: Message;
  key: string;
  secret: string | null;
}

/** What a channel does with a message before, or instead of, taking it. */
export type Fault = (message: Message, envelope: Envelope) => ChannelOutcome | Promise<ChannelOutcome | null> | null;

/**
 * Ways out that keep to the contract: a message that is taken is remembered, and where `idempotent` says so, one of a key
 * that was taken already is answered as sent and not taken again.
 */
export function recordingChannels(options: { idempotent: boolean }) {
  const received: Received[] = [];
  const keys = new Set<string>();
  const suppressed = new Set<string>();
  const faults: { before: Fault | null; after: Fault | null } = { before: null, after: null };
  const channels: Channels = {
    render: (template, variables) => Promise.resolve({ made: filled(template, variables) }),
    composeMail: ({ subject, body, variables, unsubscribe }) => {
      const text = filled(body, variables);
      const headers: Record<string, string> =
        unsubscribe === null ? {} : { "List-Unsubscribe": `<https://u/${unsubscribe}>` };
      return Promise.resolve({
        made: { subject: filled(subject, variables), html: `<p>${text}</p>`, text, headers, attachments: [] },
      });
    },
    composeDigest: ({ subject, reports }) =>
      Promise.resolve({
        made: { subject, html: "", text: `reports ${String(reports)}`, headers: {}, attachments: [] },
      }),
    isSuppressed: (address) => Promise.resolve(suppressed.has(address)),
    isIdempotent: () => Promise.resolve(options.idempotent),
    async send(message, envelope) {
      const instead = (await faults.before?.(message, envelope)) ?? null;
      if (instead !== null) return instead;
      if (!options.idempotent || !keys.has(envelope.key)) {
        received.push({ message: structuredClone(message), key: envelope.key, secret: envelope.secret });
      }
      keys.add(envelope.key);
      return (await faults.after?.(message, envelope)) ?? { outcome: "sent", detail: "" };
    },
  };
  return { channels, received, suppressed, faults };
}
