import * as z from "zod";
import { type Clock, HOUR_MS, MINUTE_MS } from "#core/clock.ts";

/** Access changes its keys every six weeks and shows the next one ahead. */
const FRESH_MS = HOUR_MS;
/** A key id that nobody knows makes us look again, but not more often than this: anybody can make one up. */
const RECHECK_MS = MINUTE_MS;

const KeySet = z.object({
  keys: z.array(z.object({ kty: z.string(), kid: z.string(), n: z.string().optional(), e: z.string().optional() })),
});

/**
 * The keys of an Access team, remembered by this isolate for an hour. Throws where they can't be had and none are known:
 * then nobody gets in.
 */
export function createAccessKeys(clock: Clock) {
  let known = new Map<string, CryptoKey>();
  let of = "";
  let readAt = Number.NEGATIVE_INFINITY;

  return async function keyOf(
    issuer: string,
    id: string,
    fetchKeys: (url: string) => Promise<unknown>,
  ): Promise<CryptoKey | null> {
    const age = of === issuer ? clock() - readAt : Number.POSITIVE_INFINITY;
    const found = age < FRESH_MS ? known.get(id) : undefined;
    if (found) return found;
    if (age < RECHECK_MS) return null;
    const { keys } = KeySet.parse(await fetchKeys(`${issuer}/cdn-cgi/access/certs`));
    known = new Map(await Promise.all(keys.filter(({ kty }) => kty === "RSA").map(imported)));
    of = issuer;
    readAt = clock();
    return known.get(id) ?? null;
  };
}

export type AccessKeyOf = ReturnType<typeof createAccessKeys>;

async function imported(jwk: z.infer<typeof KeySet>["keys"][number]): Promise<[string, CryptoKey]> {
  const { kid, kty, n = "", e = "" } = jwk;
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  return [kid, await crypto.subtle.importKey("jwk", { kty, n, e }, algorithm, false, ["verify"])];
}
