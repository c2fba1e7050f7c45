import { NOWHERE } from "#core/blank-stamp.ts";
import type { Place, Side } from "#core/event.ts";
import { type JsonObject, objectOrEmpty } from "#core/json.ts";

/** What is kept of a visitor's address. */
export type IpPrivacy = "full" | "truncate" | "drop";

const text = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);
/** Cloudflare says XX where it knows no country (and T1 for Tor, which stays: it is what is known). */
const country = (value: unknown): string | null => (value === "XX" ? null : text(value));
/** A number, or the text of one; blank text and lists are none, though Number() makes zeros of them. */
const number = (value: unknown): number | null => {
  const parsed = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof parsed === "number" && Number.isFinite(parsed) ? parsed : null;
};
/** Degrees as a map can show them: what clients write of themselves may be anything. */
const degrees = (value: unknown, limit: 90 | 180): number | null => {
  const parsed = number(value);
  return parsed !== null && Math.abs(parsed) <= limit ? parsed : null;
};

/**
 * Where a request came from. `request.cf` is Cloudflare's own and can't be forged, but is missing in the dashboard's
 * preview and in tests; every field of it may be missing or null. Visitor-location headers can be sent by anyone,
 * so they count only where the owner says that a proxy of theirs sets them.
 * https://developers.cloudflare.com/workers/runtime-apis/request/#incomingrequestcfproperties
 */
export function placeOfRequest(request: Request, trustHeaders: boolean): Place {
  const cf = objectOrEmpty(request.cf);
  if (cf["country"] !== undefined || cf["city"] !== undefined) {
    return {
      country: country(cf["country"]),
      region: text(cf["region"]),
      city: text(cf["city"]),
      continent: text(cf["continent"]),
      latitude: degrees(cf["latitude"], 90),
      longitude: degrees(cf["longitude"], 180),
      postalCode: text(cf["postalCode"]),
      timezone: text(cf["timezone"]),
      asn: number(cf["asn"]),
      network: text(cf["asOrganization"]),
    };
  }
  if (!trustHeaders) return NOWHERE;
  const header = (name: string) => text(request.headers.get(name));
  return {
    ...NOWHERE,
    country: country(request.headers.get("cf-ipcountry")),
    region: header("cf-region"),
    city: header("cf-ipcity"),
    continent: header("cf-ipcontinent"),
    latitude: degrees(header("cf-iplatitude"), 90),
    longitude: degrees(header("cf-iplongitude"), 180),
    postalCode: header("cf-postal-code"),
    timezone: header("cf-timezone"),
  };
}

/** The event's place: the connection's for a person's device; for a server only what it says of the person itself. */
export function placeOf(context: JsonObject, side: Side, connection: Place): Place {
  const location = objectOrEmpty(context["location"]);
  const base = side === "server" ? NOWHERE : connection;
  if (side !== "server" && base.country !== null) return base;
  return {
    ...base,
    country: base.country ?? text(location["country"]),
    region: base.region ?? text(location["region"]),
    city: base.city ?? text(location["city"]),
    latitude: base.latitude ?? degrees(location["latitude"], 90),
    longitude: base.longitude ?? degrees(location["longitude"], 180),
    timezone: base.timezone ?? text(context["timezone"]),
  };
}

const IPV4 = /^(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}$/;
const IPV6 = /^[\da-f:]*:[\da-f:]*$/i;

/**
 * The address as the owner wants it kept: whole, without its last part (IPv4: /24, IPv6: /48), or not at all. Clients may
 * write anything into context.ip (a list of proxies, a port behind it); what can't be shortened isn't kept.
 */
export function privateIp(ip: string | null, privacy: IpPrivacy): string | null {
  if (ip === null || privacy === "full") return ip;
  if (privacy === "drop") return null;
  // An IPv4 address in IPv6 clothes (::ffff:203.0.113.9) is the IPv4 one.
  const network = IPV4.exec(ip.trim().replace(/^::ffff:(?=.*\.)/i, ""))?.[1];
  if (network !== undefined) return `${network}.0`;
  const groups = IPV6.test(ip.trim()) ? expandIpv6(ip.trim()) : [];
  return groups.length === 8
    ? `${groups
        .slice(0, 3)
        .map((group) => group.replace(/^0+(?=.)/, ""))
        .join(":")}::`
    : null;
}

function expandIpv6(ip: string): string[] {
  const [head = "", tail] = ip.split("::");
  const left = head === "" ? [] : head.split(":");
  if (tail === undefined) return left;
  const right = tail === "" ? [] : tail.split(":");
  return [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill("0"), ...right];
}
