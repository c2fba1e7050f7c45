import type { Place, Side } from "#core/event.ts";
import { at, type JsonObject } from "#core/json.ts";

/** What is kept of a visitor's address. */
export type IpPrivacy = "full" | "truncate" | "drop";

const NOWHERE: Place = {
  country: null,
  region: null,
  city: null,
  continent: null,
  latitude: null,
  longitude: null,
  postalCode: null,
  timezone: null,
  asn: null,
  network: null,
};

const text = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);
const number = (value: unknown): number | null => {
  if (value === null || value === undefined || value === "") return null;
  const parsed = Number(value);
  return Number.isFinite(parsed) ? parsed : null;
};

/**
 * Where a request came from. `request.cf` is Cloudflare's own and can't be forged, but is missing in the dashboard's
 * preview and in tests; every field of it may be missing or null. Visitor-location headers can be sent by anyone,
 * so they count only where the owner says that a proxy of theirs sets them.
 * https://developers.cloudflare.com/workers/runtime-apis/request/#incomingrequestcfproperties
 */
export function placeOfRequest(request: Request, trustHeaders: boolean): Place {
  const cf: Partial<IncomingRequestCfProperties> | undefined = request.cf as IncomingRequestCfProperties | undefined;
  if (cf?.country !== undefined || cf?.city !== undefined) {
    return {
      country: text(cf.country),
      region: text(cf.region),
      city: text(cf.city),
      continent: text(cf.continent),
      latitude: number(cf.latitude),
      longitude: number(cf.longitude),
      postalCode: text(cf.postalCode),
      timezone: text(cf.timezone),
      asn: number(cf.asn),
      network: text(cf.asOrganization),
    };
  }
  if (!trustHeaders) return NOWHERE;
  const header = (name: string) => text(request.headers.get(name));
  return {
    ...NOWHERE,
    country: header("cf-ipcountry"),
    region: header("cf-region"),
    city: header("cf-ipcity"),
    continent: header("cf-ipcontinent"),
    latitude: number(header("cf-iplatitude")),
    longitude: number(header("cf-iplongitude")),
    postalCode: header("cf-postal-code"),
    timezone: header("cf-timezone"),
  };
}

/** The event's place: the connection's for a person's device; for a server only what it says of the person itself. */
export function placeOf(context: JsonObject, side: Side, connection: Place): Place {
  const given = at(context, "location");
  const location = typeof given === "object" && given !== null && !Array.isArray(given) ? given : {};
  const base = side === "server" ? NOWHERE : connection;
  if (side !== "server" && base.country !== null) return base;
  return {
    ...base,
    country: base.country ?? text(location["country"]),
    region: base.region ?? text(location["region"]),
    city: base.city ?? text(location["city"]),
    latitude: base.latitude ?? number(location["latitude"]),
    longitude: base.longitude ?? number(location["longitude"]),
    timezone: base.timezone ?? text(context["timezone"]),
  };
}

/** The address as the owner wants it kept: whole, without its last part (IPv4: /24, IPv6: /48), or not at all. */
export function privateIp(ip: string | null, privacy: IpPrivacy): string | null {
  if (ip === null || privacy === "full") return ip;
  if (privacy === "drop") return null;
  if (!ip.includes(":")) return ip.replace(/\.\d+$/, ".0");
  const groups = expandIpv6(ip);
  return `${groups.slice(0, 3).map((group) => group.replace(/^0+(?=.)/, "")).join(":")}::`;
}

function expandIpv6(ip: string): string[] {
  const [head = "", tail] = ip.split("::");
  const left = head === "" ? [] : head.split(":");
  if (tail === undefined) return left;
  const right = tail === "" ? [] : tail.split(":");
  return [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill("0"), ...right];
}
