import type { Fields, Options, Settings, TrackingEvent } from "#sdk/api.ts";
import { anonymousId, group, user, uuid } from "#sdk/identity.ts";
import type { PageContext } from "#sdk/page-context.ts";
import { recall } from "#sdk/storage.ts";

declare const VERSION: string;

/** What the call itself says. */
function ownFields(type: TrackingEvent["type"], [first, second, third]: unknown[], page: PageContext): Fields {
  if (type === "track") return { event: first, properties: second };
  if (type === "alias") return { userId: first, previousId: second ?? user.id() ?? anonymousId() };
  if (/^[ps]/.test(type)) {
    const named = { category: first, name: second };
    return { ...named, properties: type === "page" ? { ...page, ...named, ...(third as Fields) } : third };
  }
  const who = type === "group" ? group : user;
  const known = who.id();
  const id = who.id(first as string | undefined);
  // Traits of one id add up; another begins anew.
  const traits = who.traits({ ...(known && known !== id ? {} : who.traits()), ...(second as Fields) });
  return who === user ? { traits } : { groupId: id, traits };
}

/** The whole event of a call: nothing but its sending is left to do. */
export function eventOf(
  type: TrackingEvent["type"],
  positional: unknown[],
  { integrations, context, userId, anonymousId: device, timestamp, messageId, ...rest }: Options,
  page: PageContext,
  settings: Settings,
): TrackingEvent {
  const own = ownFields(type, positional, page);
  const consent = recall("hw_consent") ?? settings.consent;
  return {
    type,
    timestamp: timestamp ?? new Date(),
    messageId: messageId ?? uuid(),
    anonymousId: anonymousId(device),
    userId: userId ?? user.id(),
    integrations: { ...settings.integrations, ...integrations },
    ...own,
    context: {
      page,
      locale: navigator.language,
      library: { name: "headwater.js", version: VERSION },
      consent: consent && { categoryPreferences: consent },
      ...rest,
      ...context,
    },
  };
}
