import type { DigestEvery } from "#core/automation.ts";
import type { Json, JsonObject } from "#core/json.ts";

/** What came of handing a message over. A channel that throws counts as `unknown`. */
export type ChannelOutcome =
  /** It was taken; `detail` says by whom, where that is worth knowing. */
  | { outcome: "sent"; detail: string }
  /** It will never be taken. */
  | { outcome: "rejected"; reason: string }
  /** It was not taken now. */
  | { outcome: "later"; reason: string; afterMs: number | null }
  /** No answer came: it may have been taken. */
  | { outcome: "unknown"; reason: string }
  /** The workspace has not said yet how to send this. */
  | { outcome: "not_set_up"; reason: string }
  /** What the automation names doesn't exist any more: it has to be stopped. */
  | { outcome: "gone"; reason: string };

/** Something made of a template or a report, or why it could not be. */
export type Made<Thing> = { made: Thing } | { fault: string } | { notSetUp: string };

/** A mail whose text is done; who sends it adds the sender. */
export interface ComposedMail {
  subject: string;
  html: string;
  text: string;
  /** Such as List-Unsubscribe. */
  headers: Readonly<Record<string, string>>;
  /** Pictures in the text; the bytes in base64. */
  attachments: readonly { cid: string; filename: string; type: string; base64: string }[];
}

export interface MailDraft {
  /** Templates. */
  subject: string;
  body: string;
  variables: JsonObject;
  /** Whose address is to have a link to unsubscribe; null: a mail to the team has none. */
  unsubscribe: string | null;
  automation: number;
  /** Where links lead: https://host. */
  origin: string;
}

export interface DigestDraft {
  reports: readonly number[] | "board";
  /** A template. */
  subject: string;
  variables: JsonObject;
  automation: number;
  origin: string;
  /** How often it comes; null: whenever something else happens. */
  every: DigestEvery | null;
  /** When it was due, ms. */
  at: number;
}

/** Who a message is about, as other tools know them. */
export interface PersonIds {
  userId: string | null;
  anonymousId: string | null;
}

/** A message that is ready to go. It holds no secret: those are in the envelope. */
export type Message =
  | { via: "mail"; to: string[]; mail: ComposedMail }
  | { via: "slack"; text: string }
  | { via: "webhook"; url: string; body: string }
  | { via: "push"; actors: number[]; title: string; body: string; url: string | null }
  | { via: "trait"; person: PersonIds; trait: string; value: Json }
  | {
      via: "connection";
      connection: number;
      event: string;
      person: PersonIds;
      traits: JsonObject;
      properties: JsonObject;
    };

export interface Envelope {
  /** The same at every try, and for nothing else. */
  key: string;
  /** A number of its own for each message, for those who want no text. */
  number: number;
  /** The address of Slack's webhook, the key a webhook is signed with; null: none. */
  secret: string | null;
  /** When what it tells of happened, ms. */
  at: number;
  origin: string;
}

/** The templates' language, escaped for where the text goes. */
export type TextKind = "slack" | "push" | "subject";

/** All ways out of an automation. */
export interface Channels {
  render(template: string, variables: JsonObject, kind: TextKind): Promise<Made<string>>;
  composeMail(draft: MailDraft): Promise<Made<ComposedMail>>;
  composeDigest(draft: DigestDraft): Promise<Made<ComposedMail>>;
  /** Has whoever reads this address unsubscribed, or does it bounce? */
  isSuppressed(address: string): Promise<boolean>;
  /** Does the receiver tell a message that comes twice by its key? Then it may be sent again after a crash. */
  isIdempotent(via: Message["via"]): Promise<boolean>;
  send(message: Message, envelope: Envelope): Promise<ChannelOutcome>;
}
