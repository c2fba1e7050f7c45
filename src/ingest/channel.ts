import { type Campaign, CLICK_IDS, WEAK_CLICK_IDS } from "#ingest/campaign.ts";
import { siteKindOf, sourceKindOf } from "#ingest/referrer-sites.ts";

export type Channel =
  | "direct"
  | "search"
  | "social"
  | "email"
  | "ai"
  | "paid search"
  | "paid social"
  | "display"
  | "affiliate"
  | "referral"
  | "internal"
  | "other";

/** What a link's medium says whatever its source is, as Google Analytics groups them; read in lower case. */
const BY_MEDIUM: [RegExp, Channel][] = [
  [/^(?:display|banner|expandable|interstitial|cpm|native|retargeting|remarketing|programmatic)$/, "display"],
  [/^affiliates?$/, "affiliate"],
  [/^(?:paid|cpc|ppc).*social$|^social.*(?:paid|cpc|ppc|ads?)$/, "paid social"],
  [/^(?:paid|cpc|ppc).*search$|^sem$/, "paid search"],
];
const PAID = /^(?:cp[a-z]|ppc|paid.*|ads?)$/;
const FREE_BY_MEDIUM: [RegExp, Channel][] = [
  [/^(?:e[-_ ]?mail|newsletter)$/, "email"],
  [/^(?:sm|social|social[-_ ]?(?:network|media)|organic[-_ ]?social)$/, "social"],
  [/^(?:organic|organic[-_ ]?search|seo)$/, "search"],
  [/^(?:ai|llm|chatbot|ai[-_ ]assistant)$/, "ai"],
];

const named = (rules: [RegExp, Channel][], medium: string): Channel | undefined =>
  rules.find(([pattern]) => pattern.test(medium))?.[1];

function byClickId(ids: Record<string, string>, channels: Record<string, Channel>): Channel | undefined {
  const id = Object.keys(ids).find((name) => Object.hasOwn(channels, name));
  return id === undefined ? undefined : channels[id];
}

/**
 * How a visit came about, after Google Analytics' default channel groups (https://support.google.com/analytics/answer/9756891),
 * the surer sign first: what the medium says of money, click ids, what else the medium says, a source we know, weak click ids,
 * the referring site, and last the tags that nobody knows. `referrerHost` is null for none, `isInternal` true where the
 * referrer is the visited site itself.
 */
export function channelOf(campaign: Campaign, referrerHost: string | null, isInternal: boolean): Channel {
  const medium = campaign.utmMedium?.trim().toLowerCase() ?? "";
  const source = campaign.utmSource?.trim().toLowerCase() ?? "";
  const sourceKind = source === "" ? null : sourceKindOf(source);
  const referrerKind = referrerHost === null ? null : siteKindOf(referrerHost);

  const said = named(BY_MEDIUM, medium);
  if (said) return said;
  const clicked = byClickId(campaign.clickIds, CLICK_IDS);
  if (PAID.test(medium)) return paid(medium, sourceKind ?? referrerKind, clicked);
  const free =
    clicked ??
    named(FREE_BY_MEDIUM, medium) ??
    sourceKind ??
    byClickId(campaign.clickIds, WEAK_CLICK_IDS) ??
    referrerKind;
  if (free) return free;
  if (referrerHost !== null || medium === "referral") return "referral";
  if (medium !== "" || source !== "" || campaign.utmCampaign !== null) return "other";
  return isInternal ? "internal" : "direct";
}

/** Paid, and by whom: a click price without a known site is a search engine's in all but a few cases. */
function paid(medium: string, kind: ReturnType<typeof siteKindOf>, clicked: Channel | undefined): Channel {
  if (kind === "social") return "paid social";
  if (kind === "search") return "paid search";
  return clicked ?? (medium === "cpc" || medium === "ppc" ? "paid search" : "other");
}
