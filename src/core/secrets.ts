import { createHash, timingSafeEqual } from "node:crypto";

/** SHA-256 in hex: what is kept of a token. Tokens are 32 random bytes, so no slow hash is needed. */
export const hashOf = (token: string): string => createHash("sha256").update(token).digest("hex");

const bytes = new TextEncoder();

/** Are these two hashes equal? Takes the same time wherever they differ. */
export function sameHash(a: string, b: string): boolean {
  const [left, right] = [bytes.encode(a), bytes.encode(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** A new secret of 32 random bytes, as text that is safe in a URL, a header and a shell. */
export function randomSecret(prefix: string): string {
  const random = crypto.getRandomValues(new Uint8Array(32));
  return prefix + random.toBase64({ alphabet: "base64url", omitPadding: true });
}
