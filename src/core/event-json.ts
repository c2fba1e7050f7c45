import { actorOf } from "#core/ids.ts";
import { countedName, pagePath, type TrackedEvent } from "#core/event.ts";

/** Dates in answers are ISO 8601 in UTC with milliseconds. */
const iso = (ms: number): string => new Date(ms).toISOString();

/**
 * One event as programs read it (GET /api/events, its exports, the live socket's full payload): the Segment spec's names,
 * plus what was stamped. `person` is whom it belongs to; where only the event is known, that is its actor.
 */
export function eventJson(event: TrackedEvent, seq: number | null, person: string | null) {
  const { raw, timestamp, receivedAt, sourceId, ...rest } = event;
  return {
    seq,
    ...rest,
    timestamp: iso(timestamp),
    receivedAt: iso(receivedAt),
    source: sourceId,
    eventName: countedName(event),
    person,
    path: pagePath(event),
    original: raw,
  };
}
export type EventJson = ReturnType<typeof eventJson>;

/** One line of the live feed: enough to show, small enough to send to hundreds of sockets. */
export function liveRow(event: TrackedEvent) {
  return {
    messageId: event.messageId,
    time: iso(event.timestamp),
    receivedAt: iso(event.receivedAt),
    type: event.type,
    name: event.event ?? event.name ?? countedName(event),
    eventName: countedName(event),
    person: actorOf(event),
    userId: event.userId ?? null,
    anonymousId: event.anonymousId ?? null,
    city: event.city,
    region: event.region,
    country: event.country,
    latitude: event.latitude,
    longitude: event.longitude,
    browser: event.browser,
    os: event.os,
    device: event.device,
    bot: event.bot,
    referringDomain: event.referringDomain,
    channel: event.channel,
    path: pagePath(event),
    source: event.sourceId,
  };
}
export type LiveRow = ReturnType<typeof liveRow>;
