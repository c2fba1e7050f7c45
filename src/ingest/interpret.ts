import { type SegmentFields, segmentFields, type TrackedEvent } from "#core/event.ts";
import { exceeds, isObject, type JsonObject, objectOrEmpty, storableText } from "#core/json.ts";
import { MAX_BATCH_EVENTS, MAX_DEPTH, MAX_KEYS, MAX_MESSAGE_ID_LENGTH } from "#core/limits.ts";
import type { RequestRecord } from "#core/message.ts";
import { MAX_SAMPLE_LENGTH, type Refusal, type RefusalReason } from "#core/refusal.ts";
import { agentOf, userAgentOf } from "#ingest/agent.ts";
import { eventsIn, withoutKey, withShared } from "#ingest/batch.ts";
import { originOf } from "#ingest/origin.ts";
import { type IpPrivacy, placeOf, privateIp } from "#ingest/place.ts";
import { sideOf } from "#ingest/side.ts";
import { happenedAt, parseTime } from "#ingest/time.ts";
import { verdict } from "#ingest/verdict.ts";

export interface Interpretation {
  events: TrackedEvent[];
  refused: Refusal[];
}

/**
 * What a request says, once its source is known: pure, so the edge (for the live feed), the consumer (for the store) and
 * a replayed dead letter all get the same events from the same bytes. `body` is what JSON.parse gave, `offset` the place of
 * its first event in the request, where a large request came in several messages.
 */
export function interpret(request: RequestRecord, body: unknown, offset = 0): Interpretation {
  const events: TrackedEvent[] = [];
  const refused: Refusal[] = [];
  const refuse = (value: unknown, reason: RefusalReason, detail = "") =>
    refused.push({ reason, detail: storableText(detail), sample: sampleOf(value, request.ipPrivacy) });

  const { list, shared } = eventsIn(request, body);
  if (list.length === 0) refuse(body, "empty_batch");
  for (const [index, value] of list.entries()) {
    const answer = verdict(value, request.type);
    if (offset + index >= MAX_BATCH_EVENTS) refuse(value, "batch_too_long");
    else if (!answer.ok) refuse(value, answer.reason, answer.detail);
    else if (shared.refusal !== null) refuse(value, shared.refusal, "what the batch says for all its events");
    else {
      const raw = withIpPrivacy(withShared(answer.raw, shared), request.ipPrivacy);
      const fields = segmentFields(raw, answer.type);
      events.push(stamped(request, raw, fields, answer.type, shared.sentAt, `${request.id}-${offset + index}`));
    }
  }
  return { events, refused };
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
  const sentAt = parseTime(raw["sentAt"]) === null ? sharedSentAt : raw["sentAt"];
  return {
    ...fields,
    raw,
    messageId: messageIdOf(raw["messageId"]) ?? fallbackId,
    type,
    timestamp: happenedAt(raw, parseTime(sentAt), request.receivedAt),
    receivedAt: request.receivedAt,
    sentAt: typeof sentAt === "string" ? sentAt : null,
    sourceId: request.sourceId,
    side,
    ip: ipOf(context, side, request.ip),
    userAgent: userAgentOf(context, side, request),
    gpc: request.gpc,
    retries: request.retries,
    ...(request.historical === true && { imported: true as const }),
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
function sampleOf(value: unknown, privacy: IpPrivacy): string {
  const shown = exceeds(value, MAX_DEPTH, MAX_KEYS)
    ? `keys: ${Object.keys(objectOrEmpty(value)).slice(0, 50).join(", ")}`
    : (JSON.stringify(withoutKey(isObject(value) ? withIpPrivacy(value, privacy) : value)) ?? "undefined");
  return storableText(shown.slice(0, MAX_SAMPLE_LENGTH));
}
