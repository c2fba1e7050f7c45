import type { Context } from "hono";
import { Problem } from "#core/problem.ts";

/**
 * What a browser sends along by itself (a cookie, Cloudflare Access' header) it sends whoever asks, so another site must not
 * be able to act, or open a socket, with it. Throws `forbidden_origin`.
 */
export function requireOwnOrigin(context: Context): void {
  const origin = context.req.header("origin");
  const acts = !["GET", "HEAD"].includes(context.req.method) || context.req.header("upgrade") !== undefined;
  if (origin === undefined ? acts : origin !== new URL(context.req.url).origin) throw new Problem("forbidden_origin");
}

/** The same before somebody is signed in, where programs have no origin: a page elsewhere may not sign anybody in. */
export function refuseForeignOrigin(context: Context): void {
  const origin = context.req.header("origin");
  if (origin !== undefined && origin !== new URL(context.req.url).origin) throw new Problem("forbidden_origin");
}
