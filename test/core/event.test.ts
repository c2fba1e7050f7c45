import { NOWHERE } from "#core/blank-stamp.ts";
import { describe, expect, it } from "vitest";
import { countedName, EVENT_TYPES, pagePath, propertyOf, segmentFields, type TrackedEvent } from "#core/event.ts";
import { eventJson, liveRow } from "#core/event-json.ts";
import type { JsonObject } from "#core/json.ts";
import { interpret } from "#ingest/interpret.ts";
import { ARRIVED, requestRecord } from "../support/request-record.ts";

/** The event that a request with this body makes. */
function tracked(raw: JsonObject): TrackedEvent {
  const place = {
    ...NOWHERE,
    country: "DE",
    region: "Bavaria",
    city: "Munich",
    continent: "EU",
    timezone: "Europe/Berlin",
  };
  const request = requestRecord({ place, origin: "https://acme.test", ip: "203.0.113.9" });
  const [event] = interpret(request, {
    batch: [{ type: "track", userId: "u1", anonymousId: "a1", event: "Order Completed", ...raw }],
  }).events;
  if (!event) throw new Error("refused");
  return event;
}

describe("propertyOf", () => {
  const event = tracked({
    groupId: "g1",
    messageId: "m1",
    properties: {
      revenue: 39.95,
      coupon: null,
      cart: { items: [{ sku: "S1" }] },
      "a.b": "dotted",
      a: { b: "nested" },
      $city: "their own",
      zero: 0,
      no: false,
    },
    context: {
      userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0",
      page: {
        path: "/thanks",
        url: "https://acme.test/thanks",
        referrer: "https://www.google.com/",
        search: "?utm_source=news&utm_medium=cpc&utm_campaign=c&utm_term=t&utm_content=x",
      },
      locale: "de-DE",
    },
  });

  it.each([
    ["revenue", 39.95],
    ["coupon", null],
    ["zero", 0],
    ["no", false],
    ["cart.items.0.sku", "S1"],
    ["cart.items", [{ sku: "S1" }]],
    ["a.b", "dotted"],
    ["absent", undefined],
    ["cart.absent.more", undefined],
  ])("%s is the event's own", (key, value) => expect(propertyOf(event, key)).toEqual(value));

  it.each([
    ["$event", "Order Completed"],
    ["$type", "track"],
    ["$user_id", "u1"],
    ["$anonymous_id", "a1"],
    ["$group_id", "g1"],
    ["$message_id", "m1"],
    ["$source", 7],
    ["$country", "DE"],
    ["$region", "Bavaria"],
    ["$continent", "EU"],
    ["$timezone", "Europe/Berlin"],
    ["$browser", "Firefox"],
    ["$browser_version", "132.0"],
    ["$os", "Linux"],
    ["$os_version", null],
    ["$device", "desktop"],
    ["$bot", null],
    ["$referrer", "https://www.google.com/"],
    ["$referring_domain", "google.com"],
    ["$channel", "paid search"],
    ["$utm_source", "news"],
    ["$utm_medium", "cpc"],
    ["$utm_campaign", "c"],
    ["$utm_term", "t"],
    ["$utm_content", "x"],
    ["$path", "/thanks"],
    ["$ip", "203.0.113.9"],
    ["$name", undefined],
  ])("%s was stamped", (key, value) => expect(propertyOf(event, key)).toEqual(value));

  it("prefers the event's own to what was stamped", () => {
    expect(propertyOf(event, "$city")).toBe("their own");
    expect(propertyOf(tracked({}), "$city")).toBe("Munich");
  });

  it.each([
    ["context.locale", "de-DE"],
    ["context.page.path", "/thanks"],
    ["context.absent", undefined],
    ["locale", undefined],
  ])("%s reaches into the context", (key, value) => expect(propertyOf(event, key)).toBe(value));

  it.each(["constructor", "__proto__", "toString", "$constructor", "context.__proto__", "properties"])(
    "%s is nothing of a prototype's",
    (key) => {
      expect(propertyOf(event, key)).toBeUndefined();
    },
  );
});

describe("segmentFields", () => {
  it("reads anything, so that an event kept under older rules can be read back", () => {
    const odd: JsonObject = {
      userId: {},
      anonymousId: true,
      event: 5,
      name: [],
      properties: "x",
      traits: 1,
      context: "y",
      integrations: null,
      timestamp: 7,
    };
    for (const type of EVENT_TYPES) {
      expect(segmentFields(odd, type)).toEqual({
        userId: undefined,
        anonymousId: undefined,
        groupId: undefined,
        previousId: undefined,
        event: undefined,
        name: undefined,
        category: undefined,
        properties: {},
        traits: {},
        context: {},
        integrations: {},
        originalTimestamp: undefined,
      });
    }
  });
});

describe("names", () => {
  it.each([
    ["track", "Page Viewed by hand", "Page Viewed by hand"],
    ["page", undefined, "Page Viewed"],
    ["screen", undefined, "Screen Viewed"],
    ["identify", undefined, "User Identified"],
    ["group", undefined, "Group Identified"],
    ["alias", undefined, "User Aliased"],
    ["track", undefined, ""],
  ] as const)("a %s called %s is counted as %j", (type, event, name) =>
    expect(countedName({ type, event })).toBe(name),
  );

  it("the path is the page's, else the properties'", () => {
    expect(pagePath(tracked({ context: { page: { path: "/a" } }, properties: { path: "/b" } }))).toBe("/a");
    expect(pagePath(tracked({ properties: { path: "/b" } }))).toBe("/b");
    expect(pagePath(tracked({ properties: { path: 5 } }))).toBeNull();
    expect(pagePath(tracked({}))).toBeNull();
  });
});

describe("as programs read it", () => {
  const event = tracked({ messageId: "m1", properties: { a: 1 } });

  it("in full", () => {
    const { raw, sourceId, ...rest } = event;
    expect(eventJson(event, 12, "u:u1")).toMatchObject({
      seq: 12,
      messageId: "m1",
      eventName: "Order Completed",
      person: "u:u1",
      source: sourceId,
      original: raw,
      timestamp: new Date(ARRIVED).toISOString(),
      receivedAt: "2026-11-21T12:00:00.000Z",
      properties: rest.properties,
    });
    expect(eventJson(event, null, null)).not.toHaveProperty("raw");
  });

  it("as a line of the live feed", () => {
    expect(liveRow(event)).toMatchObject({
      messageId: "m1",
      name: "Order Completed",
      person: "u:u1",
      city: "Munich",
      path: null,
      source: 7,
    });
    expect(liveRow({ ...event, type: "page", event: undefined, name: "Home" })).toMatchObject({
      name: "Home",
      eventName: "Page Viewed",
    });
  });
});
