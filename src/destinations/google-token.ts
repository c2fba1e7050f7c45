import * as z from "zod";
import { isObject, type Json } from "#core/json.ts";
import { answerError, answerMessage } from "#destinations/answer.ts";
import { type DestinationRequest, Disconnected, Rejected, Unavailable } from "#destinations/contract.ts";
import { base64Url, fromBase64, hex, sha256, utf8 } from "#core/encoding.ts";

const TOKEN_URL = "https://oauth2.googleapis.com/token";

export const ServiceAccount = z.object({
  client_email: z.string().min(1),
  private_key: z.string().min(1),
  project_id: z.string().optional(),
});
export type ServiceAccount = z.infer<typeof ServiceAccount>;

/** The JSON key file of a service account, or null where the text is none. */
export function parseServiceAccount(text: string): ServiceAccount | null {
  let json: Json;
  try {
    json = JSON.parse(text) as Json;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  return ServiceAccount.safeParse(json).data ?? null;
}

/**
 * By a hash of the account with its key and the scope: who enters another key gets another token. An isolate serves one
 * workspace, which has few; the oldest goes where there are more.
 */
const tokens = new Map<string, { token: string; expiresAt: number }>();
const MAX_TOKENS = 50;

const keyOf = async (account: ServiceAccount, scope: string): Promise<string> =>
  hex(await sha256(utf8(JSON.stringify([account.client_email, account.private_key, scope]))));

/** After an answer that the token doesn't hold: the next `googleToken` asks for another. */
export async function forgetGoogleToken(account: ServiceAccount, scope: string): Promise<void> {
  tokens.delete(await keyOf(account, scope));
}

/**
 * An access token by the JWT bearer grant (RFC 7523; developers.google.com/identity/protocols/oauth2/service-account), kept
 * until a minute before it ends. Throws Disconnected where Google doesn't know the account or its key.
 */
export async function googleToken(
  account: ServiceAccount,
  scope: string,
  request: DestinationRequest,
  now: number,
): Promise<string> {
  const key = await keyOf(account, scope);
  const kept = tokens.get(key);
  if (kept !== undefined && kept.expiresAt > now) return kept.token;
  const assertion = await signedClaims(account, scope, now);
  const body = new URLSearchParams({ grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", assertion }).toString();
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const answer = await request(TOKEN_URL, { method: "POST", headers, body, anyStatus: true });
  const answering = { who: "Google", secrets: [assertion, account.private_key], now };
  const error = answerError(answer, answering);
  // invalid_grant, invalid_client, unauthorized_client: all are 400 and about the key.
  if (error instanceof Rejected) throw new Disconnected(answerMessage(answer, answering));
  if (error !== null) throw error;
  const said = answer.json();
  const token = isObject(said) ? said["access_token"] : undefined;
  if (typeof token !== "string") throw new Unavailable("Google gave no access token.");
  const seconds = isObject(said) && typeof said["expires_in"] === "number" ? said["expires_in"] : 3600;
  tokens.delete(key);
  for (const oldest of [...tokens.keys()].slice(0, Math.max(0, tokens.size - MAX_TOKENS + 1))) tokens.delete(oldest);
  tokens.set(key, { token, expiresAt: now + (seconds - 60) * 1000 });
  return token;
}

async function signedClaims(account: ServiceAccount, scope: string, now: number): Promise<string> {
  const seconds = Math.floor(now / 1000);
  const claims = { iss: account.client_email, scope, aud: TOKEN_URL, iat: seconds, exp: seconds + 3600 };
  const part = (value: Json): string => base64Url(utf8(JSON.stringify(value)));
  const signed = `${part({ alg: "RS256", typ: "JWT" })}.${part(claims)}`;
  const key = await privateKey(account.private_key);
  const signature = await crypto.subtle.sign("RSASSA-PKCS1-v1_5", key, utf8(signed));
  return `${signed}.${base64Url(new Uint8Array(signature))}`;
}

async function privateKey(pem: string): Promise<CryptoKey> {
  const der = fromBase64(pem.replaceAll(/-----[A-Z ]+-----|\s/g, ""));
  const unreadable = "The private key of the service account can't be read.";
  if (der === null) throw new Disconnected(unreadable);
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  try {
    return await crypto.subtle.importKey("pkcs8", der, algorithm, false, ["sign"]);
  } catch {
    // What it says may quote the key.
    throw new Disconnected(unreadable);
  }
}
