import { exceeds, isObject, type JsonObject, objectOrEmpty } from "#core/json.ts";
import { MAX_DEPTH, MAX_EVENT_BYTES, MAX_KEYS } from "#core/limits.ts";
import type { RequestRecord } from "#core/message.ts";
import type { RefusalReason } from "#core/refusal.ts";
import { parseTime } from "#ingest/time.ts";

/** What a batch says once for all its events (segment go and Java put their library's name there). */
export interface Shared {
  context: JsonObject;
  integrations: JsonObject;
  sentAt: unknown;
  /** Why no event may take it over, or null. */
  refusal: RefusalReason | null;
}

/**
 * What a batch may weigh once every event carries what they share. Without it a request of 500 KB, with a write key that
 * any page shows, would unfold into tens of megabytes.
 */
const MAX_UNFOLDED_BYTES = 4_194_304;

/** The events of a request in order, and what they share: a single event is the whole body, a batch holds a list. */
export function eventsIn(request: RequestRecord, body: unknown): { list: unknown[]; shared: Shared } {
  if (request.type !== null) {
    return { list: [body], shared: { context: {}, integrations: {}, sentAt: request.sentAt, refusal: null } };
  }
  const whole = objectOrEmpty(body);
  const list = Array.isArray(whole["batch"]) ? whole["batch"] : Array.isArray(body) ? body : [];
  const context = objectOrEmpty(whole["context"]);
  const integrations = objectOrEmpty(whole["integrations"]);
  const sentAt = parseTime(whole["sentAt"]) === null ? request.sentAt : whole["sentAt"];
  return { list, shared: { context, integrations, sentAt, refusal: refusalOf([context, integrations], list.length) } };
}

/** Judged once a batch: the verdict on an event looks only at what the event itself says. */
function refusalOf(shared: JsonObject[], events: number): RefusalReason | null {
  if (shared.every((part) => Object.keys(part).length === 0)) return null;
  const size = exceeds(shared, MAX_DEPTH, MAX_KEYS);
  if (size !== null) return size === "depth" ? "event_too_deep" : "event_too_many_keys";
  const bytes = new TextEncoder().encode(JSON.stringify(shared)).length;
  return bytes > MAX_EVENT_BYTES || bytes * events > MAX_UNFOLDED_BYTES ? "event_too_large" : null;
}

/** The event with the batch's context and integrations under its own, and without the write key, which is no fact about anybody. */
export function withShared(raw: JsonObject, shared: Shared): JsonObject {
  const { writeKey: _, ...event } = raw;
  if (Object.keys(shared.context).length > 0)
    event["context"] = { ...shared.context, ...objectOrEmpty(raw["context"]) };
  if (Object.keys(shared.integrations).length > 0) {
    event["integrations"] = { ...shared.integrations, ...objectOrEmpty(raw["integrations"]) };
  }
  return event;
}

/** The value as it may be shown to whoever looks for a refused event: without the write key. */
export const withoutKey = (value: unknown): unknown => (isObject(value) ? { ...value, writeKey: undefined } : value);
