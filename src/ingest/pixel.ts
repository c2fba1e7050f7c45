import type { JsonObject } from "#core/json.ts";

/** The smallest transparent GIF. */
const GIF = Uint8Array.from(atob("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"), (c) => c.charCodeAt(0));

/** A mail client shows a broken image for anything but this, so a pixel is answered with it even on an error. */
export const gif = (): Response =>
  new Response(GIF, { headers: { "content-type": "image/gif", "cache-control": "no-store, private" } });

const UNSAFE = new Set(["__proto__", "constructor", "prototype"]);

/** The event of a query: `data=` as base64 or base64url JSON, else flat parameters whose dots make objects. Null where it is neither. */
export function eventOfQuery(query: URLSearchParams): JsonObject | null {
  const data = query.get("data");
  return data === null ? nested(query) : decoded(data);
}

function decoded(data: string): JsonObject | null {
  try {
    const binary = atob(data.replaceAll("-", "+").replaceAll("_", "/").replaceAll(" ", "+"));
    const value: unknown = JSON.parse(new TextDecoder().decode(Uint8Array.from(binary, (c) => c.charCodeAt(0))));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
  } catch (error) {
    // Neither base64 (DOMException) nor JSON (SyntaxError): not an event.
    if (error instanceof DOMException || error instanceof SyntaxError) return null;
    throw error;
  }
}

function nested(query: URLSearchParams): JsonObject {
  const event: JsonObject = {};
  for (const [name, value] of query) {
    if (name === "callback") continue;
    const path = name.split(".");
    const last = path.pop();
    if (last === undefined || path.length > 8 || [...path, last].some((key) => UNSAFE.has(key))) continue;
    let node = event;
    for (const key of path) {
      const child = node[key];
      if (typeof child === "object" && child !== null && !Array.isArray(child)) node = child;
      else node = node[key] = {};
    }
    node[last] = value;
  }
  return event;
}

const CALLBACK = /^[A-Za-z_$][\w$.]{0,99}$/;

/** JSONP for browsers without CORS (analytics.js classic); null where the callback is no plain name. */
export function jsonp(callback: string): Response | null {
  if (!CALLBACK.test(callback)) return null;
  return new Response(`/**/${callback}({"success":true})`, {
    headers: { "content-type": "text/javascript; charset=utf-8", "x-content-type-options": "nosniff" },
  });
}
