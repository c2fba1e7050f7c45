import { base64, fromBase64, hmacSha256 } from "#core/encoding.ts";

/** One secret, or several parted by spaces while one takes the other's place. */
export const SIGNING_SECRET = /^whsec_[A-Za-z0-9+/]+={0,2}( whsec_[A-Za-z0-9+/]+={0,2})*$/;

/**
 * `webhook-signature` of Standard Webhooks 1.0.0: for each secret "v1," and the base64 HMAC-SHA256 of `id.timestamp.body`,
 * parted by spaces. `timestamp` is in seconds. Null where a secret is not base64.
 */
export async function webhookSignature(
  secrets: string,
  message: { id: string; timestamp: number; body: string },
): Promise<string | null> {
  const signatures: string[] = [];
  for (const secret of secrets.split(" ")) {
    const key = fromBase64(secret.replace(/^whsec_/, ""));
    if (key === null) return null;
    const digest = await hmacSha256(key, `${message.id}.${message.timestamp}.${message.body}`);
    signatures.push(`v1,${base64(digest)}`);
  }
  return signatures.join(" ");
}
