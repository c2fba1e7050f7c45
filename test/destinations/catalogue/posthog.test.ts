import { describe, expect, it } from "vitest";
import type { JsonObject } from "#core/json.ts";
import { posthog } from "#destinations/catalogue/posthog.ts";
import { examples, json, send, type Service } from "../service.ts";

const taking: Service = () => ({ body: { status: "Ok" } });
const context = {
  $lib: "analytics.js",
  $lib_version: "2.11.1",
  $ip: "203.0.113.7",
  $current_url: "https://shop.example.com/shop?utm_source=news&fbclid=FB.1",
  $pathname: "/shop",
  $host: "shop.example.com",
  $referrer: "https://www.google.com/",
  $referring_domain: "www.google.com",
  title: "Shop",
  $raw_user_agent: examples.track.context.userAgent,
  $locale: "en-GB",
  $timezone: "Europe/London",
  utm_source: "news",
  utm_medium: "email",
  utm_campaign: "spring",
  utm_term: "shoes",
  utm_content: "hero",
};

/** The one event PostHog gets for this one. */
async function captured(event: JsonObject, settings: JsonObject = {}): Promise<JsonObject> {
  const { seen } = await send(posthog, { apiKey: "phc_1", ...settings }, [event], taking);
  const batch = json(seen[0])["batch"] as JsonObject[];
  expect(batch).toHaveLength(1);
  return batch[0] ?? {};
}

describe("PostHog", () => {
  it("sends a batch with the project's key", async () => {
    const { seen } = await send(posthog, { apiKey: "phc_1" }, Object.values(examples), taking);
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ method: "POST", url: "https://us.i.posthog.com/batch/" });
    const body = json(seen[0]);
    expect(Object.keys(body)).toEqual(["api_key", "batch"]);
    expect(body["api_key"]).toBe("phc_1");
    expect((body["batch"] as JsonObject[]).map(({ event }) => event)).toEqual([
      "$identify",
      "Order Completed",
      "$pageview",
      "$groupidentify",
    ]);
  });

  it("captures a tracked event whole", async () => {
    expect(await captured(examples.track)).toEqual({
      uuid: "33208f6e-4d0e-84b9-a80f-282bf461bf8e",
      event: "Order Completed",
      distinct_id: "user-42",
      timestamp: "2026-01-02T03:04:05.678Z",
      properties: { ...context, ...examples.track.properties },
    });
  });

  it("merges the anonymous person into the one who signs in", async () => {
    expect(await captured(examples.identify)).toMatchObject({
      event: "$identify",
      distinct_id: "user-42",
      properties: { ...context, $set: examples.identify.traits, $anon_distinct_id: "anon-7f3a" },
    });
  });

  it("names pages, screens, groups and aliases as PostHog does", async () => {
    expect(await captured(examples.page)).toMatchObject({
      event: "$pageview",
      properties: { ...context, ...examples.page.properties, name: "Home" },
    });
    expect(await captured({ ...examples.page, type: "screen" })).toMatchObject({
      event: "$screen",
      properties: { $screen_name: "Home" },
    });
    expect(await captured(examples.group, { groupType: "organization" })).toMatchObject({
      event: "$groupidentify",
      distinct_id: "user-42",
      properties: { $group_type: "organization", $group_key: "c-9", $group_set: examples.group.traits },
    });
    expect(await captured({ type: "alias", messageId: "m", userId: "new", previousId: "old" })).toMatchObject({
      event: "$create_alias",
      distinct_id: "new",
      properties: { alias: "old" },
    });
  });

  it("gives no profile to a person without a name, unless asked to", async () => {
    const { userId: _, ...anonymous } = examples.track;
    const key = "$process_person_profile";
    expect(await captured(anonymous)).toMatchObject({ distinct_id: "anon-7f3a", properties: { [key]: false } });
    expect((await captured(anonymous, { anonymousProfiles: true }))["properties"]).not.toHaveProperty(key);
    expect((await captured(examples.track))["properties"]).not.toHaveProperty(key);
  });

  it("says in which group it happened", async () => {
    const event = { ...examples.track, context: { groupId: "c-9" } };
    expect(await captured(event)).toMatchObject({ properties: { $groups: { company: "c-9" } } });
  });

  it("places nobody where this runs: without an address PostHog gets none, and looks none up", async () => {
    const event = { ...examples.track, context: {} };
    expect(await captured(event)).toMatchObject({ properties: { $ip: null, $geoip_disable: true } });
    const place = { city: "Paris", country: "FR", region: "Île-de-France", latitude: 48.85, longitude: 2.35 };
    expect(await captured({ ...event, context: { ip: "203.0.113.7", location: place } })).toMatchObject({
      properties: {
        $ip: "203.0.113.7",
        $geoip_disable: true,
        $geoip_city_name: "Paris",
        $geoip_country_code: "FR",
        $geoip_subdivision_1_name: "Île-de-France",
        $geoip_latitude: 48.85,
        $geoip_longitude: 2.35,
      },
    });
  });

  it("keeps a message id that is a UUID, and makes one of any other", async () => {
    const messageId = "0190A3B0-7C1E-7D2A-9F00-0123456789AB";
    expect((await captured({ ...examples.track, messageId }))["uuid"]).toBe(messageId.toLowerCase());
    const made = await Promise.all(["a", "b"].map((id) => captured({ ...examples.track, messageId: id })));
    expect(made[0]?.["uuid"]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(made[0]?.["uuid"]).not.toBe(made[1]?.["uuid"]);
  });

  it("rejects what PostHog could not take, and sends the rest", async () => {
    const { userId: _, anonymousId: __, ...nobody } = examples.track;
    const { event: ___, ...nameless } = examples.track;
    const { seen, outcomes } = await send(posthog, { apiKey: "phc_1" }, [nobody, examples.page, nameless], taking);
    expect(outcomes.map((error) => error?.outcome)).toEqual(["rejected", undefined, "rejected"]);
    expect(json(seen[0])["batch"]).toHaveLength(1);
  });

  it.each([
    [{ body: { status: 1 } }, undefined],
    [{ body: { status: "Ok", quota_limited: ["events"] } }, "rate_limited"],
    [{ status: 400, body: "project_api_key missing" }, "disconnected"],
  ])("takes %j for %s", async (answer, outcome) => {
    const { outcomes } = await send(posthog, { apiKey: "phc_1" }, [examples.track], () => answer);
    expect(outcomes.map((error) => error?.outcome)).toEqual([outcome]);
  });
});
