import { type SegmentFields, segmentFields, type TrackedEvent } from "#core/event.ts";
import { exceeds, isObject, type JsonObject, objectOrEmpty } from "#core/json.ts";
import { MAX_BATCH_EVENTS, MAX_DEPTH, MAX_KEYS, MAX_MESSAGE_ID_LENGTH } from "#core/limits.ts";
import type { RequestRecord } from "#core/message.ts";
import { MAX_SAMPLE_LENGTH, type Refusal, type RefusalReason } from "#core/refusal.ts";
import { agentOf } from "#ingest/agent.ts";
import { originOf } from "#ingest/origin.ts";
import { type IpPrivacy, placeOf, privateIp } from "#ingest/place.ts";
import { sideOf } from "#ingest/side.ts";
import { correctedTime, parseTime } from "#ingest/time.ts";
import { verdict } from "#ingest/verdict.ts";

export interface Interpretation {
  events: TrackedEvent[];
  refused: Refusal[];
}

/**
 * What a request says, once its source is known: pure, so the edge (for the live feed), the consumer (for the store) and
 * a replayed dead letter all get the same events from the same bytes. `body` is what JSON.parse gave.
 */
export function interpret(request: RequestRecord, body: unknown, offset = 0): Interpretation {
  const events: TrackedEvent[] = [];
  const refused: Refusal[] = [];
  const refuse = (value: unknown, reason: RefusalReason, detail = "") =>
    refused.push({ reason, detail, sample: sampleOf(value) });

  const { list, shared } = eventsIn(request, body);
  if (list.length === 0) refuse(body, "empty_batch");
  if (list.length > MAX_BATCH_EVENTS) {
    for (const value of list.slice(MAX_BATCH_EVENTS)) refuse(value, "batch_too_long");
  }
  list.slice(0, MAX_BATCH_EVENTS).forEach((value, index) => {
    const answer = verdict(value, request.type);
    if (!answer.ok) return refuse(value, answer.reason, answer.detail);
    const raw = withIpPrivacy(withShared(answer.raw, shared), request.ipPrivacy);
    const fields = segmentFields(raw, answer.type);
    events.push(stamped(request, raw, fields, answer.type, shared.sentAt, `${request.id}-${offset + index}`));
  });
  return { events, refused };
}

/** What a batch says once for all its events (segment go and Java put their library's name there). */
interface Shared {
  context: JsonObject;
  integrations: JsonObject;
  sentAt: unknown;
}

function eventsIn(request: RequestRecord, body: unknown): { list: unknown[]; shared: Shared } {
  const whole = objectOrEmpty(body);
  if (request.type !== null) {
    return { list: [body], shared: { context: {}, integrations: {}, sentAt: request.sentAt } };
  }
  const list = Array.isArray(whole["batch"]) ? whole["batch"] : Array.isArray(body) ? body : [];
  const shared = {
    context: objectOrEmpty(whole["context"]),
    integrations: objectOrEmpty(whole["integrations"]),
    sentAt: whole["sentAt"] ?? request.sentAt,
  };
  return { list, shared };
}

/** The event with the batch's context and integrations under its own, and without the write key, which is no fact about anybody. */
function withShared(raw: JsonObject, shared: Shared): JsonObject {
  const { writeKey: _, ...event } = raw;
  if (Object.keys(shared.context).length > 0) event["context"] = { ...shared.context, ...objectOrEmpty(raw["context"]) };
  if (Object.keys(shared.integrations).length > 0) {
    event["integrations"] = { ...shared.integrations, ...objectOrEmpty(raw["integrations"]) };
  }
  return event;
}

function stamped(
  request: RequestRecord,
  raw: JsonObject,
  fields: SegmentFields,
  type: TrackedEvent["type"],
  sharedSentAt: unknown,
  fallbackId: string,
): TrackedEvent {
  const { context } = fields;
  const side = sideOf(context, raw["channel"], request.origin, request.userAgent);
  const sentAt = raw["sentAt"] ?? sharedSentAt;
  const clientTime = parseTime(raw["originalTimestamp"]) ?? parseTime(raw["timestamp"]);
  return {
    ...fields,
    raw,
    messageId: messageIdOf(raw["messageId"]) ?? fallbackId,
    type,
    timestamp: correctedTime(clientTime, parseTime(sentAt), request.receivedAt),
    receivedAt: request.receivedAt,
    sentAt: typeof sentAt === "string" ? sentAt : null,
    sourceId: request.sourceId,
    side,
    ip: ipOf(context, side, request.ip),
    gpc: request.gpc,
    retries: request.retries,
    ...placeOf(context, side, request.place),
    ...agentOf(context, side, request),
    ...originOf(context, fields.properties),
  };
}

/** The client's id, trimmed (Rudder trims; ids that differ by a blank are one message); null where it can't serve as one. */
function messageIdOf(value: unknown): string | null {
  const id = typeof value === "number" ? String(value) : typeof value === "string" ? value.trim() : "";
  return id === "" || id.length > MAX_MESSAGE_ID_LENGTH ? null : id;
}

/** The owner's choice holds for an address that the client wrote into the event itself, too. */
function withIpPrivacy(raw: JsonObject, privacy: IpPrivacy): JsonObject {
  const context = raw["context"];
  if (privacy === "full" || !isObject(context) || typeof context["ip"] !== "string") return raw;
  return { ...raw, context: { ...context, ip: privateIp(context["ip"], privacy) } };
}

/** A given address stands, "0.0.0.0" included (an opt-out); the connection's is the person's only on the client side. */
function ipOf(context: JsonObject, side: TrackedEvent["side"], connection: string | null): string | null {
  const given = context["ip"];
  if (typeof given === "string" && given !== "") return given;
  return side === "client" ? connection : null;
}

/** What to show of a refused event: its JSON, cut, without the key. One nested too deep to serialise shows its keys. */
function sampleOf(value: unknown): string {
  if (exceeds(value, MAX_DEPTH, MAX_KEYS)) return `keys: ${Object.keys(objectOrEmpty(value)).slice(0, 50).join(", ")}`;
  const shown = isObject(value) ? { ...value, writeKey: undefined } : value;
  return (JSON.stringify(shown) ?? "undefined").slice(0, MAX_SAMPLE_LENGTH);
}

