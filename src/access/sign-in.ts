import type { Context, MiddlewareHandler } from "hono";
import type { Caller } from "#core/access.ts";
import type { AdminBound } from "#core/admin-route.ts";
import { log, reasonOf } from "#core/log.ts";
import { Problem } from "#core/problem.ts";
import { verifyAccessJwt, type Verified } from "#access/access-jwt.ts";
import type { AccessKeyOf } from "#access/access-keys.ts";
import { accessMember, type Found, sessionHolder, tokenBearer } from "#access/callers.ts";
import { sessionIn } from "#access/cookie.ts";
import type { AccessHouse } from "#access/house.ts";
import { requireOwnOrigin } from "#access/own-origin.ts";

/** The bearer token of a request; a browser's WebSocket can't set headers and sends it as a subprotocol. */
export function bearerOf(headers: Headers): string | null {
  const authorization = headers.get("authorization");
  if (authorization !== null) return /^bearer\s+(\S+)$/i.exec(authorization)?.[1] ?? null;
  return /(?:^|,)\s*bearer\.([^\s,]+)/.exec(headers.get("sec-websocket-protocol") ?? "")?.[1] ?? null;
}

/** Lets only signed-in requests through, and says to whatever follows who it is. Throws `unauthorized`. */
export const requireSignIn =
  (houseOf: (env: Env) => AccessHouse, keyOf: AccessKeyOf): MiddlewareHandler<AdminBound> =>
  async (context, next) => {
    const house = houseOf(context.env);
    const found = await callerOf(context, house, keyOf);
    if (found === null) throw new Problem("unauthorized");
    context.set("caller", found.caller);
    if (found.byBrowser) requireOwnOrigin(context);
    if (found.used) context.executionCtx.waitUntil(noted(found.used, found.caller));
    return next();
  };

/**
 * Who asks: what a token says counts before the browser's session. With Cloudflare Access in front, its assertion is needed
 * whatever else a request carries, and takes the place of the session. `byBrowser`: what it came with a browser sends by itself.
 */
async function callerOf(
  context: Context<AdminBound>,
  house: AccessHouse,
  keyOf: AccessKeyOf,
): Promise<(Found & { byBrowser?: true }) | null> {
  const now = house.clock();
  const { headers } = context.req.raw;
  const verified = house.application === null ? null : await assertionIn(headers, house, keyOf, now);
  if (house.application !== null && verified === null) return null;
  if (headers.has("authorization") || bearerOf(headers) !== null) {
    const token = bearerOf(headers);
    return token === null ? null : tokenBearer(house, token, now);
  }
  const found = await (house.application === null
    ? sessionFound(context, house, now)
    : memberFound(house, verified, now));
  return found && { ...found, byBrowser: true };
}

async function sessionFound(context: Context<AdminBound>, house: AccessHouse, now: number): Promise<Found | null> {
  const cookie = sessionIn(context);
  return cookie === undefined ? null : sessionHolder(house, cookie, now);
}

async function memberFound(house: AccessHouse, verified: Verified | null, now: number): Promise<Found | null> {
  if (verified === null || verified.email === null) return null;
  const { email, expiresAt } = verified;
  return accessMember(house.db, { email, expiresAt }, house.application?.defaultRole ?? null, now);
}

/** What Access says of a request; null where it says nothing that holds, or its keys can't be had. */
export async function assertionIn(
  headers: Headers,
  { application, fetchKeys }: AccessHouse,
  keyOf: AccessKeyOf,
  now: number,
): Promise<Verified | null> {
  const jwt = headers.get("cf-access-jwt-assertion");
  if (jwt === null || application === null) return null;
  const find = (id: string) => keyOf(application.issuer, id, fetchKeys);
  try {
    return await verifyAccessJwt(jwt, application, find, now);
  } catch (error) {
    log("error", "access_unverified", { reason: reasonOf(error) });
    return null;
  }
}

async function noted(used: D1PreparedStatement, caller: Caller): Promise<void> {
  try {
    await used.run();
  } catch (error) {
    log("warn", "last_used_unwritten", { token: caller.tokenId, session: caller.sessionId, reason: reasonOf(error) });
  }
}
