import { pagePath, type TrackedEvent } from "#core/event.ts";
import { at, type JsonObject, storableText } from "#core/json.ts";
import { type Moment, momentOf } from "#identity/moment.ts";

/** How somebody's earliest visit came about; null for what it doesn't tell, so two visits are never mixed. */
export interface Touch {
  referrer: string | null;
  referring_domain: string | null;
  channel: string | null;
  utm_source: string | null;
  utm_medium: string | null;
  utm_campaign: string | null;
  utm_term: string | null;
  utm_content: string | null;
  click_ids: Record<string, string> | null;
  landing_page: string | null;
  path: string | null;
  country: string | null;
  region: string | null;
  city: string | null;
  browser: string | null;
  os: string | null;
  device: string | null;
}

/** As long as addresses get; the event itself keeps a longer one whole. */
const MAX_ADDRESS = 2_048;

/**
 * What this event would be as its actor's first touch: of track, page and screen calls that no server made, the earliest
 * counts. Null for all others.
 */
export function touchOf(event: TrackedEvent): (Moment & { touch: Touch }) | null {
  const { type, side, properties, context, clickIds } = event;
  if (side === "server" || (type !== "track" && type !== "page" && type !== "screen")) return null;
  const touch: Touch = {
    referrer: event.referrer,
    referring_domain: event.referringDomain,
    channel: event.channel,
    utm_source: event.utmSource,
    utm_medium: event.utmMedium,
    utm_campaign: event.utmCampaign,
    utm_term: event.utmTerm,
    utm_content: event.utmContent,
    click_ids: Object.keys(clickIds).length === 0 ? null : clickIds,
    landing_page: landingPage(context, properties),
    path: address(pagePath(event)),
    country: event.country,
    region: event.region,
    city: event.city,
    browser: event.browser,
    os: event.os,
    device: event.device,
  };
  return { ...momentOf(event), touch };
}

const landingPage = (context: JsonObject, properties: JsonObject): string | null =>
  address(at(context, "page.url")) ?? address(properties["url"]);

const address = (value: unknown): string | null =>
  typeof value === "string" && value !== "" ? storableText(value.slice(0, MAX_ADDRESS)) : null;
