import type { Clock } from "#core/clock.ts";
import type { OutgoingRequest } from "#core/outgoing.ts";

/** What mail needs of the house around it. */
export interface MailHouse {
  db: D1Database;
  clock: Clock;
  /** Seals a text so that only `owner` can open it again. */
  seal: (owner: string, text: string) => Promise<string>;
  /** The text, or null where this deployment's key doesn't open it (any more). */
  unseal: (owner: string, sealed: string) => Promise<string | null>;
  /** The way out for a provider with these secrets. */
  requestFor: (secrets: readonly string[]) => OutgoingRequest;
  /** Cloudflare's binding, where the deployment has it. */
  binding: Pick<SendEmail, "send"> | undefined;
  /** Where `npm run dev` keeps mails, as an address; else empty. */
  folder: string;
  /** Told of each mail that a provider was asked to send. */
  counted?: (provider: string) => void;
}
