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

/**
 * Why this id names nobody, or null where it can name a person. The reasons are few: a blocked word itself (in lower case
 * where case doesn't matter), "empty", "zeros and dashes" or "longer than 256 bytes".
 */
export function blockedReason(id: string): string | null {
  const bare = id
    .trim()
    .replace(/^(['"])(.*)\1$/s, "$2")
    .trim();
  if (bare === "") return "empty";
  if (/^[0-]+$/.test(bare)) return "zeros and dashes";
  if (BLOCKED_EXACTLY.has(bare)) return bare;
  const word = bare.toLowerCase();
  if (BLOCKED_IN_ANY_CASE.has(word)) return word;
  const isLong = id.length > MAX_ID_BYTES || utf8.encode(id).length > MAX_ID_BYTES;
  return isLong ? `longer than ${MAX_ID_BYTES} bytes` : null;
}

/** Can this id name a person? Blocked ids count as absent for identity and stay in the stored event. */
export const isUsableId = (id: string): boolean => blockedReason(id) === null;

/**
 * Who did it: `u:<userId>` where there is a usable one, else `a:<anonymousId>`, else nobody.
 * The two namespaces never meet by accident, so the result does not depend on the order of events.
 */
export function actorOf(ids: { userId?: string | undefined; anonymousId?: string | undefined }): string | null {
  if (ids.userId !== undefined && isUsableId(ids.userId)) return `u:${ids.userId}`;
  if (ids.anonymousId !== undefined && isUsableId(ids.anonymousId)) return `a:${ids.anonymousId}`;
  return null;
}
