import { at, isObject, type JsonObject, storableText } from "#core/json.ts";

/** The campaign tags of a link, and the ids that advertisers' systems add to it. */
export interface Campaign {
  utmSource: string | null;
  utmMedium: string | null;
  utmCampaign: string | null;
  utmTerm: string | null;
  utmContent: string | null;
  clickIds: Record<string, string>;
}

/**
 * Click ids by what a visit with one of them is, when its link says nothing else. Those in `WEAK_CLICK_IDS` are no proof:
 * Facebook adds fbclid to every link out of it, paid or not, and mailing systems theirs to every link in a mail.
 */
export const CLICK_IDS = {
  gclid: "paid search",
  gbraid: "paid search",
  wbraid: "paid search",
  msclkid: "paid search",
  yclid: "paid search",
  dclid: "display",
  tblci: "display",
  obclid: "display",
  ttclid: "paid social",
  twclid: "paid social",
  li_fat_id: "paid social",
  epik: "paid social",
  rdt_cid: "paid social",
  sccid: "paid social",
  qclid: "paid social",
  irclickid: "affiliate",
  awc: "affiliate",
  cjevent: "affiliate",
} as const;
export const WEAK_CLICK_IDS = { fbclid: "social", mc_eid: "email" } as const;

const MAX_VALUE = 256;
/** Queries are bounded by the event's size; no honest one is longer than browsers' address bars hold. */
const MAX_QUERY = 8_192;
/** Most queries hold no tag: one look spares taking them apart. */
const TAGGED = new RegExp(["utm_", ...Object.keys(CLICK_IDS), ...Object.keys(WEAK_CLICK_IDS)].join("|"), "i");

/**
 * The campaign of an event. Clients put it in context.campaign (`utm_campaign` becomes `name`); else it is read from the
 * page's query. `page.search` is from the address bar while `page.url` may be the canonical link, so search goes first.
 */
export function campaignOf(context: JsonObject, properties: JsonObject): Campaign {
  const given = isObject(context["campaign"]) ? context["campaign"] : {};
  const query = queryOf(context, properties);
  const tags = query === "" || !TAGGED.test(query) ? {} : tagsIn(query);
  const tag = (name: string, key: string): string | null => text(given[key]) ?? tags[name] ?? null;
  return {
    utmSource: tag("utm_source", "source"),
    utmMedium: tag("utm_medium", "medium"),
    utmCampaign: tag("utm_campaign", "name"),
    utmTerm: tag("utm_term", "term"),
    utmContent: tag("utm_content", "content"),
    clickIds: Object.fromEntries(Object.entries(tags).filter(([name]) => !name.startsWith("utm_"))),
  };
}

function queryOf(context: JsonObject, properties: JsonObject): string {
  const search = at(context, "page.search");
  if (typeof search === "string" && search !== "") return search;
  const own = properties["search"];
  return (
    queryIn(at(context, "page.url")) ||
    // What somebody searched for is often called `search`, too.
    (typeof own === "string" && own.startsWith("?") ? own : "") ||
    queryIn(properties["url"])
  );
}

function queryIn(url: unknown): string {
  if (typeof url !== "string") return "";
  const start = url.indexOf("?");
  if (start === -1) return "";
  const end = url.indexOf("#", start);
  return url.slice(start, end === -1 ? undefined : end);
}

const UTM = new Set(["utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content"]);
const isTag = (name: string): boolean =>
  UTM.has(name) || Object.hasOwn(CLICK_IDS, name) || Object.hasOwn(WEAK_CLICK_IDS, name);

/** The first value of each tag, whose names are known in any case (Snapchat writes ScCid). URLSearchParams never throws. */
function tagsIn(query: string): Record<string, string> {
  const tags: Record<string, string> = {};
  for (const [key, value] of new URLSearchParams(query.slice(0, MAX_QUERY))) {
    const name = key.toLowerCase();
    const tag = isTag(name) && !Object.hasOwn(tags, name) ? text(value) : null;
    if (tag !== null) tags[name] = tag;
  }
  return tags;
}

const text = (value: unknown): string | null =>
  typeof value === "string" && value !== ""
    ? storableText(value.slice(0, MAX_VALUE))
    : typeof value === "number"
      ? String(value)
      : null;
