import type { Fields, User } from "#sdk/api.ts";
import { attempt, cookie, keep, recall } from "#sdk/storage.ts";

/** Works without https, too, where crypto.randomUUID is missing: the name of a blob ends in one. */
export const uuid = (): string => crypto.randomUUID?.() ?? URL.createObjectURL(new Blob()).slice(-36);

/**
 * Kept in localStorage and as cookie, by Segment's names and forms, so that a site that changes keeps its people. The cookie
 * comes second, as in Segment's library: reading it asks another process, which takes longer than all the rest of a call.
 */
const idOf = (key: string): string => (recall(key) || cookie(key)?.replaceAll('"', "") || "") as string;

function keepId(key: string, id: string): void {
  const labels = location.hostname.split(".");
  // A public suffix (com, co.uk) is refused, so the first that is taken is the site's own. A year, or at once no more.
  for (let from = labels.length; from-- && cookie(key) !== id;)
    document.cookie = `${key}=${encodeURIComponent(id)};domain=${labels.slice(from).join(".")};path=/;samesite=lax;max-age=${id && 31536e3}`;
  keep(key, id);
}

const ANONYMOUS = "ajs_anonymous_id";

/** The id that was made because the device had none; the server may know better (docs/sdk.md). */
export let fresh: string | undefined;

/** The device's id, made where there is none; null gives it a new one. */
export function anonymousId(id?: string | null): string {
  const stored = idOf(ANONYMOUS);
  let known = id === undefined ? stored || foreignId() : id;
  if (!known) {
    known = uuid();
    if (id === undefined) fresh = known;
  }
  if (known !== stored) keepId(ANONYMOUS, known);
  return known;
}

/** The id that Mixpanel's or RudderStack's library gave this device. */
const foreignId = (): string | undefined =>
  attempt(
    () =>
      /\$device_id": ?"([^"]+)/.exec(decodeURIComponent(document.cookie))?.[1] ??
      atob((cookie("rl_anonymous_id") ?? "").slice(10)).slice(1, -1),
  );

/** A person, or a group, with what is known of it. */
const entity = (key: string, traitsKey: string): User => ({
  anonymousId,
  id(id) {
    const known = idOf(key);
    if (id === undefined || id === known) return known || null;
    keepId(key, id ?? "");
    // Another person on this device is another visitor.
    if (id && known && key > "ajs_h") anonymousId(null);
    return id;
  },
  traits(traits) {
    if (traits !== undefined) keep(traitsKey, traits);
    return (recall(traitsKey) ?? {}) as Fields;
  },
});

export const user = entity("ajs_user_id", "ajs_user_traits");
export const group = entity("ajs_group_id", "ajs_group_properties");
