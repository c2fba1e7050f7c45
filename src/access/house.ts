import type { Mail, MailOutcome } from "#core/mail.ts";
import type { Clock } from "#core/clock.ts";
import type { AccessApplication } from "#access/access-jwt.ts";

/** What sign-in gets of the rest (src/house/access.ts). */
export interface AccessHouse {
  db: D1Database;
  clock: Clock;
  /** SHA-256 (hex) of the deployment's own token. */
  rootHash: string;
  /** What hashes of sessions and codes are made with: whoever replaces the deployment's token ends them all. */
  secret: string;
  /** Cloudflare Access in front; null: built-in sign-in. */
  application: AccessApplication | null;
  /** The certificates of an Access team, as a JSON Web Key Set. */
  fetchKeys: (url: string) => Promise<unknown>;
  /** The address that a text is, or null. */
  readAddress: (text: string) => string | null;
  sendMail: (mail: Mail) => Promise<MailOutcome>;
  hasMail: () => Promise<boolean>;
}

export type AccessHouseOf = (env: Env) => AccessHouse;
