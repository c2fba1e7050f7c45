import { encodeMessage, type RequestRecord } from "#core/message.ts";

const MONTEVIDEO = {
  country: "UY",
  region: "Montevideo",
  city: "Montevideo",
  continent: "SA",
  latitude: -34.9,
  longitude: -56.2,
  postalCode: null,
  timezone: "America/Montevideo",
  asn: 6057,
  network: "ANTEL",
};

/** A request as the edge would note it. */
export const requestRecord = (given: Partial<RequestRecord> = {}): RequestRecord => ({
  id: crypto.randomUUID(),
  receivedAt: Date.now(),
  sourceId: 1,
  sourceKind: "secret",
  type: null,
  ip: "203.0.113.9",
  ipPrivacy: "full",
  place: MONTEVIDEO,
  userAgent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
  hints: null,
  origin: "https://shop.example",
  gpc: false,
  retries: 0,
  sentAt: null,
  ...given,
});

/** The text of a queue message with these events. */
export const queueMessage = (events: unknown[], given: Partial<RequestRecord> = {}): string =>
  encodeMessage(requestRecord(given), 0, JSON.stringify({ batch: events }));
