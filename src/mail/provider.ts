import type { Mail, MailOutcome, Mailbox } from "#core/mail.ts";
import type { OutgoingRequest } from "#core/outgoing.ts";

/** A mail with its sender, judged: addresses are addresses, no header has a second line (mail-fault.ts). */
export interface AddressedMail extends Mail {
  from: Mailbox;
  replyTo: string | null;
}

/** A setting of a provider, as the form shows it; all are texts. */
export interface ProviderField {
  name: string;
  title: string;
  description: string;
  /** Sealed in the database, and never shown again. */
  secret: boolean;
  required: boolean;
  /** What it has to look like, where that can be said. */
  pattern?: RegExp;
}

export interface ProviderHouse {
  settings: Readonly<Record<string, string>>;
  request: OutgoingRequest;
  /** Cloudflare's binding, where the deployment has it. */
  binding: Pick<SendEmail, "send"> | undefined;
  /** Where the local runtime keeps mails, or empty. */
  folder: string;
  /** ms */
  now: number;
}

/** One way to send mails. A new one is one file, and a line in providers.ts. */
export interface MailProvider {
  slug: string;
  name: string;
  /** One sentence for people who never read code. */
  description: string;
  /** Where its makers say how to get what the fields ask for. */
  documentation: string;
  fields: readonly ProviderField[];
  /** Does it take a key and send a mail with the same key once? Else a mail whose answer got lost is "unknown". */
  isIdempotent: boolean;
  /** Sends one mail; throws only where our own code is wrong. */
  send(mail: AddressedMail, house: ProviderHouse): Promise<MailOutcome>;
}
