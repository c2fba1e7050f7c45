import { MINUTE_MS } from "#core/clock.ts";
import { base64Url, fromBase64Url, hmacSha256, utf8 } from "#core/encoding.ts";
import { randomSecret, sameHash } from "#core/secrets.ts";

export const CHALLENGE_MS = 5 * MINUTE_MS;

/** What a passkey is asked to sign: `in` to sign in, `add <member>` to become a member's. */
export type Purpose = "in" | `add ${number}`;

/**
 * A challenge that carries its own end and our mark, so that asking for one writes nothing: strangers may ask. That it is
 * answered once is seen to where the answer is taken (`useOnce`).
 */
export async function newChallenge(secret: string, purpose: Purpose, now: number): Promise<Uint8Array<ArrayBuffer>> {
  const ends = String(now + CHALLENGE_MS);
  const nonce = randomSecret("");
  return utf8(`${ends}.${nonce}.${await markOf(secret, purpose, ends, nonce)}`);
}

/** Is this (base64url, as a browser gives it back) one of ours, for this purpose, and still in time? */
export async function isOurChallenge(secret: string, purpose: Purpose, given: string, now: number): Promise<boolean> {
  const bytes = fromBase64Url(given);
  if (bytes === null || bytes.length > 300) return false;
  const [ends = "", nonce = "", mark = ""] = new TextDecoder().decode(bytes).split(".");
  return sameHash(mark, await markOf(secret, purpose, ends, nonce)) && Number(ends) > now;
}

const markOf = async (secret: string, purpose: Purpose, ends: string, nonce: string): Promise<string> =>
  base64Url(await hmacSha256(utf8(`passkey ${secret}`), `${purpose} ${ends} ${nonce}`));
