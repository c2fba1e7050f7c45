import type { JsonObject } from "#core/json.ts";

/** The user of a Basic header; the colon after it may be missing (Segment documents that as tolerated). */
export function basicUser(authorization: string | null): string | null {
  const encoded = /^basic\s+([A-Za-z0-9+/=_-]+)\s*$/i.exec(authorization ?? "")?.[1];
  if (encoded === undefined) return null;
  try {
    const user = atob(encoded.replaceAll("-", "+").replaceAll("_", "/")).split(":", 1)[0] ?? "";
    return user === "" ? null : user;
  } catch (error) {
    // atob throws this one error, for what is no base64; such a header carries no key.
    if (error instanceof DOMException) return null;
    throw error;
  }
}

const keyIn = (value: unknown): string | null =>
  isKeyHolder(value) && typeof value["writeKey"] === "string" && value["writeKey"] !== "" ? value["writeKey"] : null;
const isKeyHolder = (value: unknown): value is JsonObject => typeof value === "object" && value !== null;

/**
 * The write key of a request: Basic header, else body, else the body's first event, else query.
 * A Bearer header (analytics-node with OAuth) is no key and must not hide the one in the body.
 */
export function writeKeyOf(authorization: string | null, body: unknown, query: string | null): string | null {
  const header = basicUser(authorization);
  if (header !== null) return header;
  const own = keyIn(body);
  if (own !== null) return own;
  const batch = isKeyHolder(body) ? body["batch"] : undefined;
  const first = Array.isArray(batch) ? keyIn(batch[0]) : null;
  return first ?? (query === "" ? null : query);
}
