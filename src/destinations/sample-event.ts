import { NO_AGENT, NO_ORIGIN, NOWHERE } from "#core/blank-stamp.ts";
import { segmentFields, type TrackedEvent } from "#core/event.ts";

/** A made-up purchase, for trying out a connection before anything real has come in. */
export function sampleEvent(now: number): TrackedEvent {
  const raw = {
    type: "track",
    event: "Order Completed",
    messageId: `sample-${now}`,
    userId: "sample-user",
    anonymousId: "sample-device",
    timestamp: new Date(now).toISOString(),
    properties: {
      order_id: "sample-1001",
      total: 27.5,
      revenue: 25,
      currency: "USD",
      products: [{ product_id: "sample-sku", name: "Sample product", price: 25, quantity: 1 }],
    },
    context: {
      library: { name: "headwater", version: "1" },
      page: { url: "https://shop.example/thanks", path: "/thanks", title: "Thank you" },
      traits: { email: "sample@example.com" },
    },
  };
  return {
    ...segmentFields(raw, "track"),
    ...NOWHERE,
    ...NO_AGENT,
    ...NO_ORIGIN,
    raw,
    type: "track",
    messageId: raw.messageId,
    timestamp: now,
    receivedAt: now,
    sentAt: null,
    sourceId: 0,
    side: "unknown",
    ip: null,
    userAgent: null,
    gpc: false,
    retries: 0,
  };
}
