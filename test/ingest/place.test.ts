import { describe, expect, it } from "vitest";
import type { JsonObject } from "#core/json.ts";
import { placeOf, placeOfRequest, privateIp } from "#ingest/place.ts";
import { NOWHERE } from "#core/blank-stamp.ts";

const HEADERS = {
  "cf-ipcountry": "NZ",
  "cf-ipcity": "Auckland",
  "cf-region": "Auckland",
  "cf-ipcontinent": "OC",
  "cf-iplatitude": "-36.85",
  "cf-iplongitude": "174.76",
  "cf-postal-code": "1010",
  "cf-timezone": "Pacific/Auckland",
};
const request = (cf: unknown, headers: Record<string, string> = {}) =>
  Object.defineProperty(new Request("https://h.test/v1/t", { headers }), "cf", { value: cf });

describe("placeOfRequest", () => {
  it("is what Cloudflare knows of the connection", () => {
    const cf = {
      country: "DE",
      region: "Bavaria",
      city: "Munich",
      continent: "EU",
      latitude: "48.13743",
      longitude: "11.57549",
      postalCode: "80331",
      timezone: "Europe/Berlin",
      asn: 3320,
      asOrganization: "Deutsche Telekom",
      colo: "MUC",
    };
    expect(placeOfRequest(request(cf), false)).toEqual({
      country: "DE",
      region: "Bavaria",
      city: "Munich",
      continent: "EU",
      latitude: 48.13743,
      longitude: 11.57549,
      postalCode: "80331",
      timezone: "Europe/Berlin",
      asn: 3320,
      network: "Deutsche Telekom",
    });
  });

  it.each([
    ["country alone", { country: "DE" }, { country: "DE" }],
    ["nulls", { country: "DE", city: null, latitude: null, asn: null }, { country: "DE" }],
    ["Tor", { country: "T1" }, { country: "T1" }],
    ["no country known", { country: "XX", city: "" }, {}],
    ["blank numbers", { country: "DE", latitude: " ", longitude: "", asn: "3320" }, { country: "DE", asn: 3320 }],
    ["numbers that no map holds", { country: "DE", latitude: "91", longitude: "-180.5" }, { country: "DE" }],
  ])("%s", (_, cf, known) => expect(placeOfRequest(request(cf), false)).toEqual({ ...NOWHERE, ...known }));

  it.each([[undefined], [null], [{}], [{ colo: "MUC" }]])(
    "without a place in cf (%j), headers count only where they are trusted",
    (cf) => {
      expect(placeOfRequest(request(cf, HEADERS), false)).toEqual(NOWHERE);
      expect(placeOfRequest(request(cf, HEADERS), true)).toEqual({
        ...NOWHERE,
        country: "NZ",
        region: "Auckland",
        city: "Auckland",
        continent: "OC",
        latitude: -36.85,
        longitude: 174.76,
        postalCode: "1010",
        timezone: "Pacific/Auckland",
      });
    },
  );

  it("believes cf before headers that anybody can send", () => {
    expect(placeOfRequest(request({ country: "DE" }, HEADERS), true)).toMatchObject({ country: "DE", city: null });
  });

  it("reads no place out of trusted headers that aren't there", () =>
    expect(placeOfRequest(request(undefined), true)).toEqual(NOWHERE));
});

describe("placeOf", () => {
  const connection = { ...NOWHERE, country: "DE", city: "Munich", latitude: 48.1, timezone: "Europe/Berlin" };
  const said: JsonObject = {
    location: { country: "FR", city: "Lyon", latitude: "45.76", longitude: 4.83 },
    timezone: "Europe/Paris",
  };
  const lyon = { ...NOWHERE, country: "FR", city: "Lyon", latitude: 45.76, longitude: 4.83, timezone: "Europe/Paris" };

  it("of a person's device is its connection's", () => expect(placeOf(said, "client", connection)).toEqual(connection));
  it("of a server is only what it says", () => expect(placeOf(said, "server", connection)).toEqual(lyon));
  it("of a server that says nothing is nowhere", () => expect(placeOf({}, "server", connection)).toEqual(NOWHERE));
  it("of a connection without a country is what the event says", () =>
    expect(placeOf(said, "client", NOWHERE)).toEqual(lyon));
  it("of an unknown sender is its connection's", () => expect(placeOf({}, "unknown", connection)).toEqual(connection));

  it.each([
    ["Paris"],
    [[]],
    [null],
    [{ latitude: [], longitude: true, city: 5 }],
    [{ latitude: 1e308, longitude: "abc" }],
  ])("survives a location of %j", (location) => expect(placeOf({ location }, "server", connection)).toEqual(NOWHERE));
});

describe("privateIp", () => {
  it.each([
    ["203.0.113.9", "203.0.113.0"],
    ["0.0.0.0", "0.0.0.0"],
    [" 203.0.113.9 ", "203.0.113.0"],
    ["::ffff:203.0.113.9", "203.0.113.0"],
    ["2001:db8:85a3:8d3:1319:8a2e:370:7348", "2001:db8:85a3::"],
    ["2001:0db8:0000:0000:0000:0000:0000:0001", "2001:db8:0::"],
    ["2001:db8::1", "2001:db8:0::"],
    ["2001:db8::", "2001:db8:0::"],
    ["::1", "0:0:0::"],
    ["fe80::a:b:c:d", "fe80:0:0::"],
    ["2001:DB8:A::1", "2001:DB8:A::"],
    // None of these can be shortened, so nothing of them is kept.
    ["203.0.113.9:8080", null],
    ["203.0.113.9, 10.0.0.1", null],
    ["[2001:db8::1]:443", null],
    ["2001:db8:1", null],
    ["1:2:3:4:5:6:7:8:9", null],
    ["peter@example.com", null],
    ["", null],
  ])("truncates %j to %j", (ip, kept) => expect(privateIp(ip, "truncate")).toBe(kept));

  it("keeps all, or nothing", () => {
    expect(privateIp("203.0.113.9", "full")).toBe("203.0.113.9");
    expect(privateIp("203.0.113.9", "drop")).toBeNull();
    expect(privateIp(null, "full")).toBeNull();
    expect(privateIp(null, "truncate")).toBeNull();
  });
});
