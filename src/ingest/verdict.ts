import * as z from "zod";
import { EVENT_TYPES, type EventType } from "#core/event.ts";
import { exceeds, isObject, type JsonObject } from "#core/json.ts";
import { MAX_DEPTH, MAX_EVENT_BYTES, MAX_KEYS } from "#core/limits.ts";
import type { RefusalReason } from "#core/refusal.ts";

/** Ids: text, or the numbers that ruby and php send; null and "" are how several clients say "none". */
const Id = z.union([z.string(), z.number()]).nullish();
/** Objects; PHP sends an empty one as []. Not z.record: that would copy every key of every event. */
const Fields = z
  .custom<JsonObject | [] | null | undefined>(
    (value) => value === undefined || value === null || isObject(value) || (Array.isArray(value) && value.length === 0),
  )
  .optional();
const Text = z.string().nullish();

/** The shape of an event on the wire, as loose as the thirteen clients of the contract need it. */
export const RawEvent = z.object({
  userId: Id,
  anonymousId: Id,
  groupId: Id,
  previousId: Id,
  name: Text,
  category: Text,
  properties: Fields,
  traits: Fields,
  context: Fields,
  integrations: Fields,
});

const REASON_BY_FIELD: Record<string, RefusalReason> = {
  userId: "id_not_string",
  anonymousId: "id_not_string",
  groupId: "id_not_string",
  previousId: "id_not_string",
  name: "name_not_string",
  category: "category_not_string",
  properties: "properties_not_object",
  traits: "traits_not_object",
  context: "context_not_object",
  integrations: "integrations_not_object",
};

export type Verdict =
  | { ok: true; type: EventType; raw: JsonObject }
  | { ok: false; reason: RefusalReason; detail: string };

const refuse = (reason: RefusalReason, detail = ""): Verdict => ({ ok: false, reason, detail });
const isType = (value: unknown): value is EventType => (EVENT_TYPES as readonly unknown[]).includes(value);
const present = (value: unknown): boolean => value !== undefined && value !== null && value !== "";
const utf8 = new TextEncoder();

const isTooLarge = (json: string): boolean =>
  json.length * 3 > MAX_EVENT_BYTES && utf8.encode(json).length > MAX_EVENT_BYTES;

/** May this event be stored? `pathType` is the type that the request's path decided, or null in a batch. */
export function verdict(value: unknown, pathType: EventType | null): Verdict {
  if (!isObject(value)) return refuse("not_an_object");
  const type = pathType ?? value["type"];
  const size = exceeds(value, MAX_DEPTH, MAX_KEYS);
  if (size) return refuse(size === "depth" ? "event_too_deep" : "event_too_many_keys");
  if (isTooLarge(JSON.stringify(value))) return refuse("event_too_large");
  if (!isType(type)) return refuse("type_unknown", typeof type === "string" ? type.slice(0, 50) : typeof type);

  const shape = RawEvent.safeParse(value);
  if (!shape.success) {
    const field = String(shape.error.issues[0]?.path[0]);
    return refuse(REASON_BY_FIELD[field] ?? "not_an_object", field);
  }
  return refusalByType(value, type) ?? { ok: true, type, raw: value };
}

function refusalByType(raw: JsonObject, type: EventType): Verdict | null {
  if (type === "track") {
    if (!present(raw["event"])) return refuse("event_not_defined");
    if (typeof raw["event"] !== "string") return refuse("event_not_string", typeof raw["event"]);
  }
  if (!present(raw["userId"]) && !present(raw["anonymousId"])) return refuse("no_user_anon_id");
  if (type === "group" && !present(raw["groupId"])) return refuse("id_required", "groupId");
  if (type === "alias" && !present(raw["previousId"])) return refuse("id_required", "previousId");
  if (type === "alias" && !present(raw["userId"])) return refuse("id_required", "userId");
  const context = raw["context"];
  if (!isObject(context)) return null;
  const device = context["device"];
  if (isObject(device) && present(device["advertisingId"]) && typeof device["advertisingId"] !== "string") {
    return refuse("device_advertisingid_should_be_string");
  }
  const consent = context["consent"];
  if (
    present(consent) &&
    !(isObject(consent) && (!present(consent["categoryPreferences"]) || isObject(consent["categoryPreferences"])))
  ) {
    return refuse("consent_not_object");
  }
  return null;
}
