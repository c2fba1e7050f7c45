import type { Selector } from "#core/question.ts";

const count = new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 });
const short = new Intl.NumberFormat(undefined, { notation: "compact", maximumFractionDigits: 1 });

/** A number as it is read: grouped, two decimals at most. */
export const number = (value: number): string => count.format(value);
/** A number where there is little room: 12.3K. */
export const shortNumber = (value: number): string => short.format(value);
/** A percentage as the API gives it (0–100). */
export const percent = (value: number): string => `${count.format(value)}%`;

/** The start of a bucket as people write it. Labels are local times of the report's zone, so no zone is to be applied. */
export function bucketName(label: string, interval: "hour" | "day" | "week" | "month"): string {
  const date = new Date(
    `${label.length > 10 ? label.slice(0, 16) : `${label.length === 7 ? `${label}-01` : label}T00:00`}Z`,
  );
  if (Number.isNaN(date.getTime())) return label;
  return formats[interval].format(date);
}

const utc = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(undefined, { timeZone: "UTC", ...options });
const formats = {
  hour: utc({ month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" }),
  day: utc({ weekday: "short", month: "short", day: "numeric" }),
  week: utc({ month: "short", day: "numeric" }),
  month: utc({ month: "short", year: "numeric" }),
};

/** A length of time in its two largest units: `2 h 5 min`. */
export function duration(seconds: number): string {
  const units: [name: string, seconds: number][] = [
    ["d", 86_400],
    ["h", 3_600],
    ["min", 60],
    ["s", 1],
  ];
  const at = units.findIndex(([, size]) => seconds >= size);
  if (at === -1) return `${count.format(seconds)} s`;
  const [name, size] = units[at] ?? ["s", 1];
  const next = units[at + 1];
  const rest = next ? Math.floor((seconds % size) / next[1]) : 0;
  return `${Math.floor(seconds / size)} ${name}${next && rest > 0 ? ` ${rest} ${next[0]}` : ""}`;
}

/** How long ago, roughly: `just now`, `12 s ago`, `3 min ago`. */
export function ago(ms: number, now: number): string {
  const seconds = Math.max(0, Math.round((now - ms) / 1_000));
  return seconds < 5 ? "just now" : `${duration(seconds < 60 ? seconds : seconds - (seconds % 60))} ago`;
}

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

/** `u:ada` is the user ada, `a:…` a device nobody signed in on. */
export const personName = (id: string): string => (id.startsWith("u:") ? id.slice(2) : `Anonymous ${id.slice(2, 10)}`);
