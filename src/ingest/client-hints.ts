import type { Agent } from "#core/event.ts";
import { isObject, type JsonObject, storableText } from "#core/json.ts";
import type { RequestRecord } from "#core/message.ts";

interface Brand {
  name: string;
  version: string;
}

/** User-Agent Client Hints, from wherever they came. https://wicg.github.io/ua-client-hints/ */
export interface ClientHints {
  brands: Brand[];
  /** The same brands with their whole versions: only scripts that ask for it get it. */
  fullVersions: Brand[];
  mobile: boolean | null;
  platform: string | null;
  platformVersion: string | null;
}

const MAX_TEXT = 64;
const text = (value: unknown): string | null =>
  typeof value === "string" && value !== "" ? storableText(value.slice(0, MAX_TEXT)) : null;

/**
 * The hints of an event: what its script read from navigator.userAgentData (Segment's clients call it that, RudderStack's
 * `ua-ch`), else those of the request's headers, where the caller lets them speak for this event. Null where there are none.
 */
export function hintsOf(context: JsonObject, headers: RequestRecord["hints"]): ClientHints | null {
  const given = isObject(context["userAgentData"]) ? context["userAgentData"] : context["ua-ch"];
  if (isObject(given)) {
    return {
      brands: brandsOf(given["brands"]),
      fullVersions: brandsOf(given["fullVersionList"]),
      mobile: typeof given["mobile"] === "boolean" ? given["mobile"] : null,
      platform: text(given["platform"]),
      platformVersion: text(given["platformVersion"]),
    };
  }
  if (headers === null) return null;
  return {
    brands: brandsInHeader(headers.brands ?? ""),
    fullVersions: [],
    mobile: headers.mobile === "?1" ? true : headers.mobile === "?0" ? false : null,
    platform: text(headers.platform?.replaceAll('"', "")),
    platformVersion: null,
  };
}

function brandsOf(value: unknown): Brand[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, 10).flatMap((entry: unknown) => {
    const name = isObject(entry) ? text(entry["brand"]) : null;
    return isObject(entry) && name !== null ? [{ name, version: text(entry["version"]) ?? "" }] : [];
  });
}

/** `"Not:A-Brand";v="8", "Chromium";v="156"`, a structured header. */
const brandsInHeader = (header: string): Brand[] =>
  [...header.slice(0, 500).matchAll(/"([^"]{1,64})"\s*;\s*v="([^"]{0,64})"/g)].map(([, name = "", version = ""]) => ({
    name,
    version,
  }));

/** Browsers put in a made-up brand so that nobody relies on the list; Chromium and its web view are in everybody's. */
const NOISE = /not[^a-z]*a[^a-z]*brand|^chromium$|webview/i;
/** Brands that the user agent's reader calls otherwise. */
const BROWSER_BY_BRAND: Record<string, string> = {
  "Google Chrome": "Chrome",
  HeadlessChrome: "Chrome",
  "Opera GX": "Opera",
  YaBrowser: "Yandex Browser",
  Whale: "NAVER Whale Browser",
  "Samsung Internet": "Samsung Internet for Android",
};
const browserOf = ({ name }: Brand): string =>
  Object.hasOwn(BROWSER_BY_BRAND, name) ? (BROWSER_BY_BRAND[name] ?? name) : name;

/** The brand that a browser goes by: Brave's list, say, may name Chrome beside it. */
function ownBrand(brands: Brand[]): Brand | undefined {
  const named = brands.filter(({ name }) => !NOISE.test(name));
  return named.find((brand) => browserOf(brand) !== "Chrome") ?? named[0];
}

/** Chrome's own name for a run without a window. */
export const headlessBrand = (hints: ClientHints | null): string | null =>
  hints?.brands.some(({ name }) => name === "HeadlessChrome") ? "HeadlessChrome" : null;

/**
 * What the user agent said, made more exact: browsers that call themselves Chrome there (Brave, Vivaldi) go by their own
 * name here, and frozen versions give way to true ones. Where the user agent already names a particular browser, it stands.
 */
export function refined(agent: Agent, hints: ClientHints): Agent {
  const brand = ownBrand(hints.brands) ?? ownBrand(hints.fullVersions);
  const plain = agent.browser === null || agent.browser === "Chrome" || agent.browser === "Chromium";
  const browser = brand && plain ? browserOf(brand) : agent.browser;
  const full =
    brand && browser === browserOf(brand)
      ? hints.fullVersions.find(({ name }) => name === brand.name)?.version
      : undefined;
  const renamed = browser !== agent.browser ? brand?.version : undefined;
  const os = agent.os ?? systemOf(hints.platform);
  return {
    ...agent,
    browser,
    browserVersion: full || renamed || agent.browserVersion,
    engine: agent.engine ?? (brand ? "Blink" : null),
    os,
    osVersion: (os === systemOf(hints.platform) ? systemVersion(os, hints.platformVersion) : null) ?? agent.osVersion,
    device: agent.device ?? (hints.mobile === true ? "mobile" : null),
  };
}

const systemOf = (platform: string | null): string | null =>
  platform === "Chromium OS" ? "Chrome OS" : platform === "Unknown" ? null : platform;

/**
 * Windows counts its platform versions apart from its name: 1 to 10 are Windows 10, 13 and up Windows 11.
 * https://learn.microsoft.com/en-us/microsoft-edge/web-platform/how-to-detect-win11
 */
function systemVersion(os: string | null, version: string | null): string | null {
  if (version === null) return null;
  if (os !== "Windows") return version.replace(/(?:\.0)+$/, "");
  const major = Number.parseInt(version, 10);
  return major >= 13 ? "11" : major >= 1 ? "10" : null;
}
