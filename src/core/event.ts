import { at, type Json, type JsonObject, objectOrEmpty, storableText } from "#core/json.ts";
import { MAX_NAME_LENGTH } from "#core/limits.ts";

/** The six calls of the Segment spec, which are also the event kinds in every table. */
export const EVENT_TYPES = ["track", "page", "screen", "identify", "group", "alias"] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** Where a request came from: a person's device, a server on somebody's behalf, or can't be told. */
export type Side = "client" | "server" | "unknown";

/** Where the request came from, as the edge saw it (request.cf), or as a server library passed it in context.location. */
export interface Place {
  country: string | null;
  region: string | null;
  city: string | null;
  continent: string | null;
  latitude: number | null;
  longitude: number | null;
  postalCode: string | null;
  timezone: string | null;
  asn: number | null;
  network: string | null;
}

/** What the user agent and the client hints say. `device` is desktop, mobile, tablet, tv or bot. */
export interface Agent {
  browser: string | null;
  browserVersion: string | null;
  engine: string | null;
  os: string | null;
  osVersion: string | null;
  device: string | null;
  /** Why this is taken for a bot (the matched part of its user agent), or null for a person. */
  bot: string | null;
}

/** How the visit came about. */
export interface Origin {
  referrer: string | null;
  referringDomain: string | null;
  /** direct, search, social, email, paid search, paid social, display, affiliate, referral, internal, other. */
  channel: string | null;
  utmSource: string | null;
  utmMedium: string | null;
  utmCampaign: string | null;
  utmTerm: string | null;
  utmContent: string | null;
  /** gclid, fbclid, msclkid, …: the id by its parameter name. */
  clickIds: Record<string, string>;
}

/** What Headwater itself knows of an event: decided once, when it was taken, and never again. */
export interface Stamp extends Place, Agent, Origin {
  messageId: string;
  type: EventType;
  /** ms; the client's time with its clock's error taken out (docs/wire.md). */
  timestamp: number;
  /** ms; when its request arrived, shared by all events of the request. */
  receivedAt: number;
  sentAt: string | null;
  sourceId: number;
  side: Side;
  ip: string | null;
  userAgent: string | null;
  /** Global Privacy Control, as the browser sent it. */
  gpc: boolean;
  /** How often the client had tried before (X-Retry-Count and its kin). */
  retries: number;
  /** It was imported: stored and counted, but it is not forwarded, nobody is told of it, and the live feed doesn't show it. */
  imported?: true;
}

/** The fields of the Segment spec, cleaned of the clients' habits (null and "" are absent, [] is an empty object). */
export interface SegmentFields {
  userId: string | undefined;
  anonymousId: string | undefined;
  groupId: string | undefined;
  previousId: string | undefined;
  event: string | undefined;
  name: string | undefined;
  category: string | undefined;
  properties: JsonObject;
  traits: JsonObject;
  context: JsonObject;
  integrations: JsonObject;
  originalTimestamp: string | undefined;
}

/** An accepted event: what it said (`raw`, as it came, less the write key), and what we know of it. */
export interface TrackedEvent extends Stamp, SegmentFields {
  raw: JsonObject;
}

const id = (value: unknown): string | undefined =>
  typeof value === "number" ? String(value) : typeof value === "string" && value !== "" ? value : undefined;
const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

/**
 * Reads the Segment fields of a raw event. Total: whatever it is given, it answers (refusing is `ingest/verdict.ts`'s job),
 * so an event stored under older rules can always be read back.
 */
export function segmentFields(raw: JsonObject, type: EventType): SegmentFields {
  const context = objectOrEmpty(raw["context"]);
  const traits = raw["traits"] ?? (type === "identify" ? context["traits"] : undefined);
  return {
    userId: id(raw["userId"]),
    anonymousId: id(raw["anonymousId"]),
    groupId: id(raw["groupId"]),
    previousId: id(raw["previousId"]),
    event: type === "track" ? text(raw["event"]) : undefined,
    name: text(raw["name"]),
    category: text(raw["category"]),
    properties: objectOrEmpty(raw["properties"]),
    traits: objectOrEmpty(traits),
    context,
    integrations: objectOrEmpty(raw["integrations"]),
    originalTimestamp: text(raw["originalTimestamp"]) ?? text(raw["timestamp"]),
  };
}

/** Names of the calls that carry no event name of their own; bounded, whatever sites put into page titles. */
const NAME_BY_TYPE = {
  page: "Page Viewed",
  screen: "Screen Viewed",
  identify: "User Identified",
  group: "Group Identified",
  alias: "User Aliased",
} as const;

/** The name an event is counted under: the track call's own, else one per type. */
export const countedName = (event: { type: EventType; event?: string | undefined }): string =>
  event.type === "track" ? (event.event ?? "") : NAME_BY_TYPE[event.type];

/** The path of the page an event happened on, if it happened on one. */
export function pagePath(event: SegmentFields): string | null {
  const path = at(event.context, "page.path") ?? event.properties["path"];
  return typeof path === "string" ? path : null;
}

/** Fields of the stamp that filters and breakdowns reach as `$name`, next to the event's own properties. */
const STAMPED: Record<string, (event: TrackedEvent) => Json | undefined> = {
  // As the store keeps names.
  $event: (event) => storableText(countedName(event).slice(0, MAX_NAME_LENGTH)),
  $type: (event) => event.type,
  $name: (event) => event.name,
  $user_id: (event) => event.userId,
  $anonymous_id: (event) => event.anonymousId,
  $group_id: (event) => event.groupId,
  $message_id: (event) => event.messageId,
  $source: (event) => event.sourceId,
  $country: (event) => event.country,
  $region: (event) => event.region,
  $city: (event) => event.city,
  $continent: (event) => event.continent,
  $timezone: (event) => event.timezone,
  $browser: (event) => event.browser,
  $browser_version: (event) => event.browserVersion,
  $os: (event) => event.os,
  $os_version: (event) => event.osVersion,
  $device: (event) => event.device,
  $bot: (event) => event.bot,
  $referrer: (event) => event.referrer,
  $referring_domain: (event) => event.referringDomain,
  $channel: (event) => event.channel,
  $utm_source: (event) => event.utmSource,
  $utm_medium: (event) => event.utmMedium,
  $utm_campaign: (event) => event.utmCampaign,
  $utm_term: (event) => event.utmTerm,
  $utm_content: (event) => event.utmContent,
  $path: (event) => pagePath(event),
  $ip: (event) => event.ip,
};

/**
 * The value of a property as questions name it: the event's own property first, unless that is null (dotted paths reach
 * into objects), then what was stamped (`$city`), then `context.…`.
 */
export function propertyOf(event: TrackedEvent, key: string): Json | undefined {
  const own = at(event.properties, key);
  if (own !== undefined && own !== null) return own;
  const stamped = Object.hasOwn(STAMPED, key) ? STAMPED[key] : undefined;
  if (stamped) return stamped(event);
  return key.startsWith("context.") ? at(event.context, key.slice("context.".length)) : own;
}
