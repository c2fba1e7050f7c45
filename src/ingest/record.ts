import type { EventType } from "#core/event.ts";
import type { RequestRecord } from "#core/message.ts";
import type { Source } from "#core/source.ts";
import { parseTime } from "#ingest/time.ts";
import { type IpPrivacy, placeOfRequest, privateIp } from "#ingest/place.ts";

/** The deployment's choices that bear on what is written down of a visitor. */
export interface IngestSettings {
  trustLocationHeaders: boolean;
  ipPrivacy: IpPrivacy;
  /** The name of a header that says when a request arrived (ISO 8601), for tests and for replaying old traffic; "": none is believed. */
  receivedAtHeader: string;
}

/** When the request arrived, ms: now, unless the deployment believes a header. */
export function receivedAtOf(request: Request, settings: IngestSettings, now: number): number {
  const given = settings.receivedAtHeader === "" ? null : request.headers.get(settings.receivedAtHeader);
  return (given === null ? null : parseTime(given)) ?? now;
}

const RETRY_HEADERS = ["x-retry-count", "rsa-retry-attempt", "rs-retry-attempt"];

/** Everything that is known of a request apart from its body, as it goes into the queue. `receivedAt` is ms. */
export function recordOf(
  request: Request,
  source: Pick<Source, "id" | "kind">,
  type: EventType | null,
  receivedAt: number,
  settings: IngestSettings,
): RequestRecord {
  const { headers } = request;
  const brands = headers.get("sec-ch-ua");
  return {
    id: crypto.randomUUID(),
    receivedAt,
    sourceId: source.id,
    sourceKind: source.kind,
    type,
    // Set by Cloudflare's edge on every request; a client's own value is replaced there.
    ip: privateIp(headers.get("cf-connecting-ip"), settings.ipPrivacy),
    ipPrivacy: settings.ipPrivacy,
    place: placeOfRequest(request, settings.trustLocationHeaders),
    userAgent: headers.get("user-agent")?.slice(0, 1_000) ?? null,
    hints:
      brands === null
        ? null
        : {
            brands: brands.slice(0, 500),
            mobile: headers.get("sec-ch-ua-mobile"),
            platform: headers.get("sec-ch-ua-platform")?.slice(0, 100) ?? null,
          },
    origin: headers.get("origin")?.slice(0, 500) ?? null,
    gpc: headers.get("sec-gpc") === "1",
    retries: retriesOf(headers),
    // rudder-js says it in a header.
    sentAt: headers.get("sentat")?.slice(0, 64) ?? null,
  };
}

function retriesOf(headers: Headers): number {
  for (const name of RETRY_HEADERS) {
    const value = Number.parseInt(headers.get(name) ?? "", 10);
    if (value >= 0) return Math.min(value, 10_000);
  }
  return 0;
}
