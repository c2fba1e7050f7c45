import type { RequestRecord } from "#core/message.ts";
import type { SyntheticEvent } from "../events.ts";
import { userAgentOf } from "../wire.ts";

/** What the edge would write of a visitor's request; of a server's, where `sourceKind` is secret. */
export const recordOf = (
  visitor: SyntheticEvent,
  receivedAt: number,
  sourceKind: RequestRecord["sourceKind"],
): RequestRecord => ({
  id: crypto.randomUUID(),
  receivedAt,
  sourceId: 1,
  sourceKind,
  type: null,
  ip: `186.48.${visitor.device}.20`,
  ipPrivacy: "full",
  place: {
    country: visitor.country,
    region: null,
    city: `${visitor.country} City`,
    continent: null,
    latitude: -34.9,
    longitude: -56.18,
    postalCode: null,
    timezone: "America/Montevideo",
    asn: 6057,
    network: null,
  },
  userAgent: sourceKind === "secret" ? "node-fetch/1.0" : userAgentOf(visitor),
  hints: null,
  origin: sourceKind === "secret" ? null : "https://shop.example",
  gpc: false,
  retries: 0,
  sentAt: null,
});
