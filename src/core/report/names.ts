import type { Selector } from "#core/question.ts";

/** What an event of a question is called. */
export const selectorName = (selector: Selector): string =>
  "anyOf" in selector ? selector.anyOf.map(selectorName).join(" or ") : (selector.event ?? "Any event");

/** Groups that stand for no value of their own. */
export const groupName = (group: string): string =>
  group === "$none" ? "(not set)" : group === "$other" ? "All others" : group;

const PROPERTY_NAMES: Record<string, string> = {
  $country: "Country",
  $region: "Region",
  $city: "City",
  $browser: "Browser",
  $browser_version: "Browser version",
  $os: "Operating system",
  $os_version: "OS version",
  $device: "Device",
  $referring_domain: "Referring domain",
  $channel: "Channel",
  $utm_source: "UTM source",
  $utm_medium: "UTM medium",
  $utm_campaign: "UTM campaign",
  $utm_term: "UTM term",
  $utm_content: "UTM content",
  $source: "Source",
  $event: "Event name",
  $type: "Kind of message",
};

/** What a property is called; a site's own keep their names. */
export const propertyName = (property: string): string => PROPERTY_NAMES[property] ?? property;
