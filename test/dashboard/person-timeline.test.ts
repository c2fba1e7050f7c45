import { describe, expect, test } from "vitest";
import type { EventJson } from "#core/event-json.ts";
import { displayName, valueText } from "#dashboard/report/display-name.ts";
import { apart, daysOf, eventSays, sessionSays, sessionsOf } from "#dashboard/screens/person/timeline-days.ts";
import { times } from "#dashboard/report/times.ts";

/** What of an event the timeline reads. */
const event = (timestamp: string, more: Partial<EventJson> = {}): EventJson =>
  ({
    type: "track",
    timestamp,
    eventName: "Note Written",
    properties: {},
    traits: {},
    country: null,
    city: null,
    browser: null,
    os: null,
    referringDomain: null,
    utmSource: null,
    channel: null,
    path: null,
    ...more,
  }) as EventJson;

describe("a timeline", () => {
  test("a pause of over half an hour begins another visit, half an hour doesn't", () => {
    const events = ["12:00:00", "11:30:00", "10:59:59", "10:59:58"].map((at) => event(`2026-03-01T${at}Z`));
    const sessions = sessionsOf(events);
    expect(sessions.map(({ events: { length } }) => length)).toEqual([2, 2]);
    expect(sessions[0]).toMatchObject({ from: "2026-03-01T11:30:00Z", to: "2026-03-01T12:00:00Z" });
    expect(sessionsOf([])).toEqual([]);
  });

  test("days are those of the zone, a visit over midnight belongs to the day it began", () => {
    const events = ["2026-03-02T00:10:00Z", "2026-03-01T23:50:00Z", "2026-03-01T12:00:00Z"].map((at) => event(at));
    expect(daysOf(sessionsOf(events), times("UTC").day).map(({ sessions }) => sessions.length)).toEqual([2]);
    const inTokyo = daysOf(apart(events, times("Asia/Tokyo").day), times("Asia/Tokyo").day);
    expect(inTokyo.map(({ sessions }) => sessions[0]?.events.length)).toEqual([2, 1]);
  });

  test("a visit says where it was, on what, and where it came from", () => {
    const says = sessionSays({
      from: "",
      to: "",
      events: [
        event("2026-03-01T12:01:00Z", { browser: "Firefox", os: "Linux" }),
        event("2026-03-01T12:00:00Z", { city: "Graz", country: "AT", referringDomain: "bing.com", channel: "search" }),
      ],
    });
    expect(says).toEqual(["Graz, AT", "Firefox on Linux", "from bing.com (search)"]);
  });

  test("a line about an event: its page, or its first plain properties", () => {
    expect(eventSays(event("", { type: "page", path: "/cart", properties: { total: 5 } }))).toBe("/cart");
    const properties = { order_id: "o1", products: [{ id: 1 }], path: "/thanks", total: 5, paid: false, more: 1 };
    expect(eventSays(event("", { properties }))).toBe("order_id: o1 · total: 5 · paid: false");
    expect(eventSays(event("", { type: "identify", traits: { plan: "pro" } }))).toBe("plan: pro");
  });
});

describe("what people are called", () => {
  test.each([
    [{ name: "Ada Lovelace", email: "ada@example.com" }, "Ada Lovelace"],
    [{ firstName: "Ada", last_name: "Lovelace" }, "Ada Lovelace"],
    [{ name: " ", email: "ada@example.com" }, "ada@example.com"],
    [{ name: 5 }, "ada"],
  ])("%j", (traits, name) => {
    expect(displayName({ id: "u:ada", traits })).toBe(name);
  });

  test("values are read part by part, what holds more as JSON", () => {
    expect(valueText({ city: "Graz", zip: 8010 })).toBe("city: Graz, zip: 8010");
    expect(valueText(["a", 1, true])).toBe("a, 1, yes");
    expect(valueText([{ a: 1, b: "x" }, { a: 2 }])).toBe("a: 1, b: x\na: 2");
    expect(valueText([{ a: { b: 1 } }])).toBe('[{"a":{"b":1}}]');
    expect(valueText(null)).toBe("");
  });
});
