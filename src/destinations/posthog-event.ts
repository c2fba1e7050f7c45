import { isObject, type Json, type JsonObject, objectOrEmpty } from "#core/json.ts";
import { type DeliveredEvent, Rejected } from "#destinations/contract.ts";
import { hex, sha256, utf8 } from "#core/encoding.ts";

export interface PosthogOptions {
  groupType: string;
  /** Also people without a user id get a profile. */
  anonymousProfiles: boolean;
}

/**
 * One event of PostHog's batch (posthog.com/docs/api/capture): the spec's calls as its own libraries send them. Throws
 * Rejected where nobody did it or what happened has no name.
 */
export async function posthogEvent(
  { id, event, payload }: DeliveredEvent,
  options: PosthogOptions,
): Promise<JsonObject> {
  const userId = text(payload["user_id"]);
  const anonymousId = text(payload["anonymous_id"]);
  const distinctId = userId ?? anonymousId;
  if (distinctId === undefined) throw new Rejected("PostHog takes no event without a user id or an anonymous id.");
  const context = objectOrEmpty(payload["context"]);
  const group = text(context["groupId"]);
  const shared: JsonObject = {
    ...contextProperties(context),
    ...objectOrEmpty(payload["properties"]),
    ...(group === undefined ? {} : { $groups: { [options.groupType]: group } }),
  };
  const isIdentified = userId !== undefined || options.anonymousProfiles;
  const call = named(text(event["type"]) ?? "track", payload, { userId, anonymousId, groupType: options.groupType });
  return {
    uuid: await uuidOf(text(event["messageId"]) ?? id),
    event: call.event,
    distinct_id: distinctId,
    timestamp: payload["timestamp"],
    properties: { ...shared, ...call.properties, ...(isIdentified ? {} : { $process_person_profile: false }) },
  };
}

interface Ids {
  userId: string | undefined;
  anonymousId: string | undefined;
  groupType: string;
}

/** What PostHog calls it, and what belongs to that alone. */
function named(
  type: string,
  payload: JsonObject,
  { userId, anonymousId, groupType }: Ids,
): { event: string; properties: JsonObject } {
  const traits = objectOrEmpty(payload["traits"]);
  const name = text(payload["name"]);
  switch (type) {
    case "page":
      return { event: "$pageview", properties: name === undefined ? {} : { name } };
    case "screen":
      return { event: "$screen", properties: name === undefined ? {} : { $screen_name: name } };
    case "identify": {
      if (userId === undefined) return { event: "$set", properties: { $set: traits } };
      const merged = anonymousId === undefined || anonymousId === userId ? {} : { $anon_distinct_id: anonymousId };
      return { event: "$identify", properties: { $set: traits, ...merged } };
    }
    case "group": {
      const key = text(payload["group_id"]);
      if (key === undefined) throw new Rejected("A group call without a group id.");
      return { event: "$groupidentify", properties: { $group_type: groupType, $group_key: key, $group_set: traits } };
    }
    case "alias": {
      const previous = text(payload["previous_id"]);
      if (previous === undefined) throw new Rejected("An alias call without a previous id.");
      return { event: "$create_alias", properties: { alias: previous } };
    }
    default: {
      const event = text(payload["event"]);
      if (event === undefined) throw new Rejected("The mapping gives this event no name.");
      return { event, properties: {} };
    }
  }
}

/**
 * The properties PostHog's own libraries set, from the context. Without an address PostHog would take ours: `$ip` null and
 * `$geoip_disable` keep it from placing everybody where this runs.
 */
function contextProperties(context: JsonObject): JsonObject {
  const of = (name: string): JsonObject => objectOrEmpty(context[name]);
  const [page, campaign, os, device, screen, app, library, place] = [
    of("page"),
    of("campaign"),
    of("os"),
    of("device"),
    of("screen"),
    of("app"),
    of("library"),
    of("location"),
  ];
  const hasPlace = Object.keys(place).length > 0;
  const country = text(place["country"]);
  const hasCode = country !== undefined && /^[A-Z]{2}$/.test(country);
  return withoutMissing({
    $lib: library["name"],
    $lib_version: library["version"],
    $ip: text(context["ip"]) ?? null,
    $geoip_disable: hasPlace || text(context["ip"]) === undefined ? true : undefined,
    $geoip_city_name: place["city"],
    $geoip_country_code: hasCode ? country : undefined,
    $geoip_country_name: text(place["country_name"]) ?? (hasCode ? undefined : country),
    $geoip_subdivision_1_name: place["region"],
    $geoip_latitude: place["latitude"],
    $geoip_longitude: place["longitude"],
    $current_url: page["url"],
    $pathname: page["path"],
    $host: hostOf(page["url"]),
    $referrer: page["referrer"],
    $referring_domain: hostOf(page["referrer"]),
    title: page["title"],
    $raw_user_agent: context["userAgent"],
    $locale: context["locale"],
    $timezone: context["timezone"],
    $os: os["name"],
    $os_version: os["version"],
    $device_type: device["type"],
    $device_manufacturer: device["manufacturer"],
    $device_model: device["model"],
    $screen_width: screen["width"],
    $screen_height: screen["height"],
    $app_name: app["name"],
    $app_version: app["version"],
    $app_build: app["build"],
    utm_source: campaign["source"],
    utm_medium: campaign["medium"],
    utm_campaign: campaign["name"],
    utm_term: campaign["term"],
    utm_content: campaign["content"],
  });
}

const withoutMissing = (object: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(object).filter(([key, value]) => value !== undefined && (value !== null || key === "$ip")),
  );

/** An id or a name; numbers come from clients that don't know better. */
function text(value: Json | undefined): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}

function hostOf(url: Json | undefined): string | undefined {
  return typeof url === "string" && URL.canParse(url) ? new URL(url).host : undefined;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** PostHog knows an event that comes twice by its UUID: the message id itself, else one made of it (version 8, RFC 9562). */
async function uuidOf(messageId: string): Promise<string> {
  if (UUID.test(messageId)) return messageId.toLowerCase();
  const digits = hex(await sha256(utf8(messageId)));
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-8${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20, 32)}`;
}

/** Did PostHog take the batch? `{"status": "Ok"}`, or 1 from older ones; over the plan's limit it says so and drops all. */
export function posthogVerdict(said: Json): "taken" | "over quota" | "unknown" {
  if (!isObject(said)) return "unknown";
  if (Array.isArray(said["quota_limited"]) && said["quota_limited"].length > 0) return "over quota";
  return said["status"] === "Ok" || said["status"] === 1 ? "taken" : "unknown";
}
