import type { JsonObject } from "#core/json.ts";
import { numberOf, present, textOf } from "./values.ts";

/** Under which names an export says where and on what something happened; the first that is there counts. */
export type ContextNames = Readonly<Partial<Record<ContextField, readonly string[]>>>;

type ContextField =
  | "country"
  | "region"
  | "city"
  | "latitude"
  | "longitude"
  | "timezone"
  | "ip"
  | "userAgent"
  | "browser"
  | "browserVersion"
  | "os"
  | "osVersion"
  | "device"
  | "deviceModel"
  | "manufacturer"
  | "width"
  | "height"
  | "url"
  | "path"
  | "title"
  | "referrer"
  | "library"
  | "libraryVersion"
  | "appVersion"
  | "locale";

const UTM = ["source", "medium", "campaign", "term", "content"];

/** All names that `contextOf` has read. */
export const namesIn = (names: ContextNames): ReadonlySet<string> =>
  new Set([...Object.values(names).flat(), ...UTM.map((key) => `utm_${key}`)]);

/** Their words for the kinds of device that we tell apart. */
const KINDS: Record<string, string> = {
  desktop: "desktop",
  mobile: "mobile",
  phone: "mobile",
  tablet: "tablet",
  tv: "tv",
  smarttv: "tv",
};

/** The context of the Segment spec, of whatever an export says of place, device, page and campaign. */
export function contextOf(record: JsonObject, names: ContextNames): JsonObject {
  const text = (key: ContextField) => textOf(record, ...(names[key] ?? []));
  const number = (key: ContextField) => numberOf(record, ...(names[key] ?? []));
  const kind = KINDS[text("device")?.toLowerCase().replace(/[\s-]/g, "") ?? ""];
  const [browser, os] = [text("browser"), text("os")];
  const userAgent = text("userAgent");
  const utm = present(
    Object.fromEntries(UTM.map((key) => [key === "campaign" ? "name" : key, textOf(record, `utm_${key}`)])),
  );
  // Where no user agent was kept, its reading is said as a browser itself would say it.
  const userAgentData =
    userAgent !== undefined || browser === undefined
      ? undefined
      : present({
          brands: [{ brand: browser, version: text("browserVersion") ?? "" }],
          mobile: kind === undefined ? undefined : kind === "mobile",
          platform: os,
          platformVersion: text("osVersion"),
        });
  return present({
    ip: text("ip"),
    userAgent,
    userAgentData,
    locale: text("locale"),
    timezone: text("timezone"),
    location: present({
      country: text("country"),
      region: text("region"),
      city: text("city"),
      latitude: number("latitude"),
      longitude: number("longitude"),
    }),
    os: present({ name: os, version: text("osVersion") }),
    device: present({ type: kind, model: text("deviceModel"), manufacturer: text("manufacturer") }),
    screen: present({ width: number("width"), height: number("height") }),
    page: present({
      url: text("url"),
      path: text("path"),
      title: text("title"),
      referrer: referrerOf(text("referrer")),
    }),
    campaign: utm,
    app: present({ version: text("appVersion") }),
    library: present({ name: text("library"), version: text("libraryVersion") }),
  });
}

/** Both vendors write "$direct" where there was none. */
const referrerOf = (text: string | undefined): string | undefined => (text === "$direct" ? undefined : text);
