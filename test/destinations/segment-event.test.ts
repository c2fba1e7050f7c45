import { describe, expect, it } from "vitest";
import type { Place } from "#core/event.ts";
import type { JsonObject } from "#core/json.ts";
import { objectOrEmpty } from "#core/json.ts";
import { posthog } from "#destinations/catalogue/posthog.ts";
import { sampleEvent } from "#destinations/sample-event.ts";
import { segmentEvent } from "#destinations/segment-event.ts";
import { json, send } from "./service.ts";

const BERLIN: Partial<Place> = {
  country: "DE",
  region: "Land Berlin",
  city: "Berlin",
  latitude: 52.52,
  longitude: 13.4,
  timezone: "Europe/Berlin",
  continent: "EU",
  postalCode: "10115",
  network: "Some Network",
};
const event = (place: Partial<Place>, said: JsonObject = {}) => ({ ...sampleEvent(0), ...place, context: said });
const contextOf = (place: Partial<Place>, said: JsonObject = {}) =>
  objectOrEmpty(segmentEvent(event(place, said))["context"]);

describe("where an event happened", () => {
  it("is the place that was stamped, where the client says none", () => {
    const location = {
      city: "Berlin",
      country: "DE",
      country_name: "Germany",
      region: "Land Berlin",
      latitude: 52.52,
      longitude: 13.4,
    };
    expect(contextOf(BERLIN)).toEqual({ location, timezone: "Europe/Berlin" });
    expect(contextOf(BERLIN, { location: {} })["location"]).toEqual(location);
    expect(contextOf(BERLIN, { location: { city: null, country: "" } })["location"]).toEqual(location);
  });

  it("is what the client says, as it says it, where it says something", () => {
    const said = { location: { country: "France" }, timezone: "Europe/Paris" };
    expect(contextOf(BERLIN, said)).toEqual(said);
  });

  it.each<[string, Partial<Place>, JsonObject | undefined]>([
    ["nothing is known", {}, undefined],
    ["Tor", { country: "T1" }, { country: "T1" }],
    ["a country written out", { country: "Germany" }, { country: "Germany" }],
    ["no such country", { country: "QX" }, { country: "QX" }],
    ["the middle of the sea", { latitude: 0, longitude: 0 }, { latitude: 0, longitude: 0 }],
  ])("has no more than is known: %s", (_, place, location) => {
    expect(contextOf(place)["location"]).toEqual(location);
    expect(contextOf(place)).not.toHaveProperty("timezone");
  });

  it("reaches PostHog with code and name of the country, and keeps it from looking further", async () => {
    const { seen } = await send(posthog, { apiKey: "phc_key" }, [segmentEvent(event(BERLIN))], () => ({
      body: { status: "Ok" },
    }));
    expect(json(seen[0])["batch"]).toMatchObject([
      {
        properties: {
          $geoip_disable: true,
          $geoip_city_name: "Berlin",
          $geoip_country_code: "DE",
          $geoip_country_name: "Germany",
          $geoip_subdivision_1_name: "Land Berlin",
          $geoip_latitude: 52.52,
          $geoip_longitude: 13.4,
          $timezone: "Europe/Berlin",
        },
      },
    ]);
  });
});
