import type { Analytics } from "#sdk/api.ts";

/** A link may say who comes and what for, as in Segment's library: ajs_aid, ajs_uid, ajs_event, ajs_trait_…, ajs_prop_…. */
export function obey(analytics: Analytics): void {
  const query = new URLSearchParams(location.search);
  const given = (prefix: string): Record<string, string> =>
    Object.fromEntries(
      [...query].flatMap(([key, value]) => (key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : [])),
    );
  const { aid, uid, event } = given("ajs_");
  if (aid) analytics.setAnonymousId(aid);
  if (uid) void analytics.identify(uid, given("ajs_trait_"));
  if (event) void analytics.track(event, given("ajs_prop_"));
}
