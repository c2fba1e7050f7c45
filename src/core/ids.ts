import { MAX_ID_BYTES } from "#core/limits.ts";

/**
 * Ids that libraries send when an app has a bug: they would make strangers one person
 * (PostHog #5527, #876, #12008; the list is PostHog's with Segment's and RudderStack's).
 */
const BLOCKED_IN_ANY_CASE = new Set(
  "anonymous guest distinctid distinct_id id not_authenticated email undefined true false unknown anonymousid anonymous_id userid user_id".split(
    " ",
  ),
);
const BLOCKED_EXACTLY = new Set([
  "[object Object]",
  "NaN",
  "None",
  "none",
  "null",
  "NULL",
  "-1",
  "nil",
  "<nil>",
  "(null)",
]);
const utf8 = new TextEncoder();

/** Can this id name a person? Blocked ids count as absent for identity and stay in the stored event. */
export function isUsableId(id: string): boolean {
  const bare = id
    .trim()
    .replace(/^(['"])(.*)\1$/s, "$2")
    .trim();
  if (bare === "" || /^[0-]+$/.test(bare)) return false;
  if (BLOCKED_EXACTLY.has(bare) || BLOCKED_IN_ANY_CASE.has(bare.toLowerCase())) return false;
  return id.length <= MAX_ID_BYTES && utf8.encode(id).length <= MAX_ID_BYTES;
}

/**
 * Who did it: `u:<userId>` where there is a usable one, else `a:<anonymousId>`, else nobody.
 * The two namespaces never meet by accident, so the result does not depend on the order of events.
 */
export function actorOf(ids: { userId?: string | undefined; anonymousId?: string | undefined }): string | null {
  if (ids.userId !== undefined && isUsableId(ids.userId)) return `u:${ids.userId}`;
  if (ids.anonymousId !== undefined && isUsableId(ids.anonymousId)) return `a:${ids.anonymousId}`;
  return null;
}
