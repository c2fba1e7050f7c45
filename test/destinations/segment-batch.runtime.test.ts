import { expect, it } from "vitest";
import type { JsonObject } from "#core/json.ts";
import * as modules from "#destinations/segment-catalogue/built/index.js";
import { segmentRegistry } from "#destinations/segment-catalogue/catalogue.ts";
import { catalogueOf } from "#destinations/segment-catalogue/modules.ts";
import { connect, delivered, examples, NOW, outcomes, type Service } from "./service.ts";
import settingsBySlug from "./segment/settings.json" with { type: "json" };

const registry = segmentRegistry(() => catalogueOf(modules));

/** Three tracked events of one of Segment's destinations, to a service that answers like this. */
async function three(slug: keyof typeof settingsBySlug, action: string, service: Service) {
  const destination = await registry.find(slug);
  if (!destination) throw new Error(`${slug} is not built`);
  const { request, seen } = connect(service);
  const settings = destination.settings.parse(settingsBySlug[slug]) as JsonObject;
  const events = [0, 1, 2].map((index) =>
    delivered(destination, action, { ...examples.track, messageId: `m-${index}` }),
  );
  const all = await outcomes(destination, { settings, action, events, request, now: NOW });
  return { all, seen };
}

it("one request carries all; what is bad is found where the whole is refused", async () => {
  const { all, seen } = await three("mixpanel", "trackEvent", ({ text }) =>
    text.includes("m-1") ? { status: 400, body: "properties.time is too old" } : { body: { code: 200 } },
  );
  expect(JSON.parse(seen[0]?.text ?? "")).toHaveLength(3);
  expect(all.map((error) => error?.outcome ?? "delivered")).toEqual(["delivered", "rejected", "delivered"]);
  expect(all[1]?.message).toMatch(/too old/);
  expect(seen.filter(({ status }) => status < 400).map(({ text }) => /m-\d/.exec(text)?.[0])).toEqual(["m-0", "m-2"]);
});

it("each event of a batch has its own answer, where the destination gives one", async () => {
  const { all, seen } = await three("braze", "trackPurchase", () => ({
    status: 201,
    headers: { "content-type": "application/json" },
    body: { message: "success", errors: [{ type: "'quantity' is not valid", input_array: "purchases", index: 0 }] },
  }));
  expect(seen).toHaveLength(1);
  expect(all.map((error) => error?.outcome ?? "delivered")).toEqual(["rejected", "delivered", "delivered"]);
});

it("a batch that comes to nothing is tried again as a whole", async () => {
  const { all, seen } = await three("braze", "trackPurchase", () => ({ status: 503, body: "later" }));
  expect(seen).toHaveLength(1);
  expect(all.map((error) => error?.outcome)).toEqual(["unavailable", "unavailable", "unavailable"]);
});
