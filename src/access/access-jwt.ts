import * as z from "zod";
import { SECOND_MS } from "#core/clock.ts";
import { fromBase64Url, utf8 } from "#core/encoding.ts";
import type { Role } from "#core/access.ts";

/** The Cloudflare Access application that stands before this deployment. */
export interface AccessApplication {
  /** `https://<team>.cloudflareaccess.com` */
  issuer: string;
  /** The application's audience tag. */
  audience: string;
  /** What somebody is whom Access lets through and nobody has invited; null: nobody gets in that way. */
  defaultRole: Role | null;
}

const Header = z.object({ alg: z.literal("RS256"), kid: z.string().min(1) });
const Claims = z.object({
  iss: z.string(),
  aud: z.union([z.string().transform((one) => [one]), z.array(z.string())]),
  exp: z.number(),
  nbf: z.number().optional(),
  /** A person's; a service token has `common_name` instead. */
  email: z.string().optional(),
});

export type Verified = { email: string | null; expiresAt: number };

/** Clocks of the edge and of Access may differ by so much. */
const LEEWAY_MS = 30 * SECOND_MS;
const MAX_LENGTH = 10_000;

/**
 * Whom a `Cf-Access-Jwt-Assertion` speaks of, or null where it is not one of this application that is valid now. `keyOf`
 * finds the team's key of an id. Only RS256: what Access signs with, and the one way that leaves `alg` nothing to say.
 * https://developers.cloudflare.com/cloudflare-one/access-controls/applications/http-apps/authorization-cookie/validating-json/
 */
export async function verifyAccessJwt(
  jwt: string,
  application: Pick<AccessApplication, "issuer" | "audience">,
  keyOf: (id: string) => Promise<CryptoKey | null>,
  now: number,
): Promise<Verified | null> {
  const [head = "", body = "", mark = "", ...more] = jwt.split(".");
  if (jwt.length > MAX_LENGTH || more.length > 0) return null;
  const header = Header.safeParse(jsonIn(head));
  const signature = fromBase64Url(mark);
  if (!header.success || signature === null) return null;
  const key = await keyOf(header.data.kid);
  if (key === null) return null;
  if (!(await crypto.subtle.verify("RSASSA-PKCS1-v1_5", key, signature, utf8(`${head}.${body}`)))) return null;
  const claims = Claims.safeParse(jsonIn(body));
  if (!claims.success) return null;
  const { iss, aud, exp, nbf = 0, email } = claims.data;
  if (iss !== application.issuer || !aud.includes(application.audience)) return null;
  if (exp * SECOND_MS <= now || nbf * SECOND_MS > now + LEEWAY_MS) return null;
  return { email: email === undefined || email === "" ? null : email.toLowerCase(), expiresAt: exp * SECOND_MS };
}

/** The JSON in a part of a token; undefined where there is none. */
function jsonIn(part: string): unknown {
  const bytes = fromBase64Url(part);
  if (bytes === null) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
