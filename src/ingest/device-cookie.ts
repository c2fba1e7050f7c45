import type { JsonObject } from "#core/json.ts";

/**
 * The durable id of a device, for our own SDK (docs/sdk.md). Scripts' storage is emptied by browsers after days; a cookie
 * that the site's own server sets, and that no script can read, is kept for as long as browsers keep any: 400 days.
 * https://developer.chrome.com/blog/cookie-max-age-expires
 */
const NAME = "_d";
const ATTRIBUTES = `Path=/; Max-Age=${400 * 86_400}; HttpOnly; Secure; SameSite=Lax`;

/** Ids that a cookie can hold as they are. */
const PLAIN = /^[\w.:@-]{8,100}$/;
/** What our SDK makes: a random one of this form stands nowhere in a text by chance. */
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

export interface DeviceCookie {
  /** The id that this browser had before it lost what it kept; null where it lost nothing. */
  returning: string | null;
  /** The request's text with that id in the place of the one that was made meanwhile. */
  restored(text: string): string;
  /** The value of a Set-Cookie header, or null where there is nothing to set. */
  setCookie: string | null;
}

/**
 * What the device's cookie says about a request of our SDK, whose envelope holds `anonymousId` and, where the browser had
 * kept none, the one just made as `fresh`. A device that was told to forget (reset, another user) has no `fresh`, so its
 * new id replaces the cookie's. Only for a request from a page of the same site, where the cookie is a first-party one, and
 * not where the visitor asked not to be tracked (Global Privacy Control).
 */
export function deviceCookie({ headers }: Request, body: JsonObject): DeviceCookie | null {
  const site = headers.get("sec-fetch-site");
  const { anonymousId, fresh } = body;
  if (site !== "same-origin" && site !== "same-site") return null;
  if (typeof anonymousId !== "string" || !PLAIN.test(anonymousId) || headers.get("sec-gpc") === "1") return null;
  const kept = keptIn(headers.get("cookie") ?? "");
  const returning =
    fresh === anonymousId && UUID.test(anonymousId) && kept !== null && kept !== anonymousId ? kept : null;
  const id = returning ?? anonymousId;
  return {
    returning,
    restored: (text) => (returning === null ? text : text.replaceAll(anonymousId, returning)),
    setCookie: id === kept ? null : `${NAME}=${id}; ${ATTRIBUTES}`,
  };
}

function keptIn(cookies: string): string | null {
  const value = new RegExp(`(?:^|; )${NAME}=([^;]*)`).exec(cookies)?.[1] ?? "";
  return PLAIN.test(value) ? value : null;
}
