/**
 * Headers on every answer but those of tracking calls, which no browser shows: a type is never guessed, an address that was
 * reached by https stays so, and what the admin API says is kept by nobody.
 * https://cheatsheetseries.owasp.org/cheatsheets/HTTP_Headers_Cheat_Sheet.html
 */
export function secured(response: Response, url: string): Response {
  // A WebSocket's answer is made of itself only.
  if (response.status === 101) return response;
  const made = new Response(response.body, response);
  made.headers.set("x-content-type-options", "nosniff");
  if (!made.headers.has("referrer-policy")) made.headers.set("referrer-policy", "same-origin");
  const { protocol, pathname } = new URL(url);
  if (protocol === "https:") made.headers.set("strict-transport-security", "max-age=31536000");
  if (/^\/(?:api|metrics)(?:\/|$)/.test(pathname)) {
    if (!made.headers.has("cache-control")) made.headers.set("cache-control", "no-store");
    // An answer is data: should a browser ever show it as a page, that page may do nothing.
    if (!made.headers.has("content-security-policy"))
      made.headers.set("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
  }
  return made;
}
