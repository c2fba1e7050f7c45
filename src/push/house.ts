import type { Clock } from "#core/clock.ts";
import type { OutgoingRequest } from "#core/outgoing.ts";

/** What push needs of the house around it. */
export interface PushHouse {
  db: D1Database;
  clock: Clock;
  /** Seals a text so that only `owner` can open it again. */
  seal: (owner: string, text: string) => Promise<string>;
  /** The text, or null where this deployment's key doesn't open it (any more). */
  unseal: (owner: string, sealed: string) => Promise<string | null>;
  request: OutgoingRequest;
  /** Why a URL may not be called, or null. */
  addressFault: (url: string) => string | null;
  /** Whom a push service can turn to: a mailto: or https: URL (RFC 8292, 2.1). */
  contact: () => Promise<string>;
}
