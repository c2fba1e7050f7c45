import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { SECOND_MS } from "#core/clock.ts";

const NAME = "headwater_session";

/**
 * On https the name begins with `__Host-`: a browser then takes it only from this very host, so that no neighbour under the
 * same domain can plant one. https://developer.mozilla.org/docs/Web/HTTP/Guides/Cookies#cookie_prefixes
 */
const prefixOf = (context: Context) => (isSecure(context) ? ({ prefix: "host" } as const) : {});
const isSecure = (context: Context): boolean => new URL(context.req.url).protocol === "https:";

export const sessionIn = (context: Context): string | undefined =>
  isSecure(context) ? getCookie(context, NAME, "host") : getCookie(context, NAME);

export const giveSession = (context: Context, secret: string, lastsMs: number): void =>
  setCookie(context, NAME, secret, {
    ...prefixOf(context),
    httpOnly: true,
    secure: isSecure(context),
    sameSite: "Strict",
    path: "/",
    maxAge: Math.floor(lastsMs / SECOND_MS),
  });

export const takeSession = (context: Context): void =>
  void deleteCookie(context, NAME, { ...prefixOf(context), path: "/", secure: isSecure(context) });
