import type { Origin } from "#core/event.ts";
import { at, isObject, type Json, type JsonObject, storableText } from "#core/json.ts";
import { type Campaign, campaignOf } from "#ingest/campaign.ts";
import { channelOf } from "#ingest/channel.ts";
import { siteKindOf } from "#ingest/referrer-sites.ts";

/**
 * How the visit that an event belongs to came about: its referrer, campaign and channel.
 *
 * A referrer on the page's own host, or on a parent or child of it (acme.com, app.acme.com), is the site itself: it gives no
 * referringDomain, and the channel "internal" only where nothing else tells of one. The channel is null where the event is of
 * no page at all, as most of servers and apps are: "direct" would claim that somebody typed an address.
 */
export function originOf(context: JsonObject, properties: JsonObject): Origin {
  const referrer = referrerOf(context, properties);
  const campaign = campaignOf(context, properties);
  const host = referrer === null ? null : hostOf(referrer);
  const pageHost = host === null ? null : hostOf(at(context, "page.url") ?? properties["url"]);
  const isInternal = host !== null && pageHost !== null && isSameSite(host, pageHost);
  const referringDomain = isInternal ? null : host;
  const hasOrigin = isObject(context["page"]) || referrer !== null || isTagged(campaign);
  return {
    referrer,
    referringDomain,
    channel: hasOrigin ? channelOf(campaign, referringDomain, isInternal) : null,
    ...campaign,
  };
}

/** As long as addresses get; the event itself keeps a longer one whole. */
const MAX_REFERRER = 2_048;

function referrerOf(context: JsonObject, properties: JsonObject): string | null {
  const given = [at(context, "page.referrer"), properties["referrer"], at(context, "referrer.url")].find(isReferrer);
  return given === undefined ? null : storableText(given.slice(0, MAX_REFERRER));
}

/** rudder-js says `$direct` for none. */
const isReferrer = (value: Json | undefined): value is string =>
  typeof value === "string" && value !== "" && value !== "$direct";

const MAX_HOST = 253;
/** Scheme and user are skipped, port and the rest left; a tenth of what `new URL` costs, and never throws. */
const AUTHORITY = /^(?:[a-z][a-z\d+.-]{0,30}:)?\/\/(?:[^/?#@]{0,200}@)?(\[[\da-f:.]+\]|[^/?#:@\\\s]+)/i;

/** The host of a URL, in lower case and without `www.`; null where there is none. */
function hostOf(url: Json | undefined): string | null {
  const host =
    typeof url === "string"
      ? AUTHORITY.exec(url)?.[1]
          ?.toLowerCase()
          .replace(/^www\./, "")
      : undefined;
  return host === undefined || host === "" || host.length > MAX_HOST ? null : storableText(host);
}

/** Pages that anybody may put on a known site (sites.google.com) don't make its search internal to them. */
function isSameSite(referrer: string, page: string): boolean {
  if (referrer === page) return true;
  return (referrer.endsWith(`.${page}`) || page.endsWith(`.${referrer}`)) && siteKindOf(referrer) === null;
}

const isTagged = ({ clickIds, ...tags }: Campaign): boolean =>
  Object.keys(clickIds).length > 0 || Object.values(tags).some((tag) => tag !== null);
