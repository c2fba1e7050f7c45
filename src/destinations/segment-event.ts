import type { TrackedEvent } from "#core/event.ts";
import { type JsonObject, objectOrEmpty } from "#core/json.ts";
import { stampedLocation } from "#destinations/stamped-location.ts";

const iso = (ms: number): string => new Date(ms).toISOString();

/**
 * An event in the Segment spec's JSON, as destinations read it: what the client said, with the ids, the corrected time and
 * what the workspace keeps of the address and the user agent; where the client did not say where it was, the place that was
 * stamped. Keys without a value are left out.
 */
export function segmentEvent(event: TrackedEvent): JsonObject {
  const { raw, context, ip, userAgent, sentAt, originalTimestamp, ...rest } = event;
  const { writeKey: _, ...said } = raw;
  return defined({
    ...said,
    type: rest.type,
    messageId: rest.messageId,
    userId: rest.userId,
    anonymousId: rest.anonymousId,
    groupId: rest.groupId,
    previousId: rest.previousId,
    ...(rest.type === "track" ? { event: rest.event, properties: rest.properties } : {}),
    ...(rest.type === "page" || rest.type === "screen" ? { name: rest.name, properties: rest.properties } : {}),
    ...(rest.type === "identify" || rest.type === "group" ? { traits: rest.traits } : {}),
    // The workspace decides what is kept of an address, and with it what goes on.
    context: defined({
      ...context,
      ip: ip ?? undefined,
      userAgent: userAgent ?? context["userAgent"],
      location: saysWhere(context) ? context["location"] : stampedLocation(event),
      timezone: context["timezone"] ?? event.timezone ?? undefined,
    }),
    integrations: rest.integrations,
    timestamp: iso(rest.timestamp),
    receivedAt: iso(rest.receivedAt),
    sentAt: sentAt ?? undefined,
    originalTimestamp,
  });
}

const saysWhere = (context: JsonObject): boolean =>
  Object.values(objectOrEmpty(context["location"])).some((value) => value !== null && value !== "");

const defined = (object: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
