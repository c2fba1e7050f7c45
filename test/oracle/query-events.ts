import { NO_AGENT, NO_ORIGIN, NOWHERE } from "#core/blank-stamp.ts";
import { segmentFields, type TrackedEvent } from "#core/event.ts";
import type { JsonObject } from "#core/json.ts";
import type { Act } from "./query-history.ts";

/** What a client would have sent. */
export const rawOf = (act: Act, messageId: string): JsonObject => ({
  messageId,
  type: act.type,
  ...(act.type === "track" ? { event: act.name } : { name: act.name }),
  ...(act.userId !== null && { userId: act.userId }),
  ...(act.anonymousId !== null && { anonymousId: act.anonymousId }),
  ...(act.type === "group" && { groupId: "g" }),
  properties: act.properties,
  traits: act.traits,
  setOnce: act.once,
  context: act.context,
});

/** The event as the pipeline would hand it to the store. */
export function eventOf(act: Act, messageId: string): TrackedEvent {
  const raw = rawOf(act, messageId);
  return {
    ...NOWHERE,
    ...NO_AGENT,
    ...NO_ORIGIN,
    ...act.stamp,
    messageId,
    type: act.type,
    timestamp: act.at,
    receivedAt: act.at + act.delay,
    sentAt: null,
    sourceId: act.sourceId,
    side: "client",
    ip: act.ip,
    userAgent: null,
    gpc: false,
    retries: 0,
    ...segmentFields(raw, act.type),
    raw,
  };
}
