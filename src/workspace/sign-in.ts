import type { Context, MiddlewareHandler } from "hono";
import { deleteCookie, getSignedCookie, setSignedCookie } from "hono/cookie";
import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { ROOT } from "#core/access.ts";
import type { AdminBound } from "#core/admin-route.ts";
import type { Clock } from "#core/clock.ts";
import { DAY_MS } from "#core/clock.ts";
import { Problem } from "#core/problem.ts";
import { tokens } from "#core/schema.ts";
import { hashOf, sameHash } from "#workspace/secrets.ts";

type Bound = { Bindings: Env };
const COOKIE = "headwater_session";
const SESSION_MS = 30 * DAY_MS;

/** Is this one of the workspace's admin tokens: the first one (a secret of the deployment) or one made since? */
export async function isAdminToken(token: string, rootHash: string, db: D1Database): Promise<boolean> {
  const hash = hashOf(token);
  if (sameHash(hash, rootHash)) return true;
  // Looked up by its hash: how long that takes says nothing about the token.
  const [found] = await drizzle(db).select({ id: tokens.id }).from(tokens).where(eq(tokens.hash, hash));
  return found !== undefined;
}

/** The bearer token of a request; a browser's WebSocket can't set headers and sends it as a subprotocol. */
export function bearerOf(headers: Headers): string | null {
  const authorization = headers.get("authorization");
  if (authorization !== null) return /^bearer\s+(\S+)$/i.exec(authorization)?.[1] ?? null;
  return /(?:^|,)\s*bearer\.([^\s,]+)/.exec(headers.get("sec-websocket-protocol") ?? "")?.[1] ?? null;
}

/** Sessions are signed with the first token's hash: whoever replaces that token ends them all. */
const sessionSecret = (env: Env): string => `session ${env.ADMIN_TOKEN_HASH}`;

/** Lets only signed-in requests through: a bearer token, or a session cookie from the dashboard's own origin. */
export const requireSignIn =
  (clock: Clock): MiddlewareHandler<AdminBound> =>
  async (context, next) => {
    const token = bearerOf(context.req.raw.headers);
    if (token !== null) {
      if (!(await isAdminToken(token, context.env.ADMIN_TOKEN_HASH, context.env.DB))) throw new Problem("unauthorized");
      context.set("caller", ROOT);
      return next();
    }
    const session = await getSignedCookie(context, sessionSecret(context.env), COOKIE);
    if (!session || !(Number(session) > clock())) throw new Problem("unauthorized");
    requireOwnOrigin(context);
    context.set("caller", ROOT);
    return next();
  };

/** A cookie is sent along whoever asks, so another site must not be able to act, or open a socket, with it. */
function requireOwnOrigin(context: Context<AdminBound>): void {
  const origin = context.req.header("origin");
  const acts = context.req.method !== "GET" || context.req.header("upgrade") !== undefined;
  if (origin === undefined ? acts : origin !== new URL(context.req.url).origin) throw new Problem("forbidden_origin");
}

/** Exchanges an admin token for a session cookie of 30 days. Throws `unauthorized`. */
export async function signIn(context: Context<Bound>, token: string, now: number): Promise<void> {
  if (!(await isAdminToken(token, context.env.ADMIN_TOKEN_HASH, context.env.DB))) throw new Problem("unauthorized");
  const secure = new URL(context.req.url).protocol === "https:";
  await setSignedCookie(context, COOKIE, String(now + SESSION_MS), sessionSecret(context.env), {
    httpOnly: true,
    secure,
    sameSite: "Strict",
    path: "/",
    maxAge: SESSION_MS / 1_000,
  });
}

export const signOut = (context: Context<Bound>): void => void deleteCookie(context, COOKIE, { path: "/" });
