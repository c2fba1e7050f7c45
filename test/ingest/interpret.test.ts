import { describe, expect, it } from "vitest";
import type { JsonObject } from "#core/json.ts";
import type { RequestRecord } from "#core/message.ts";
import { interpret } from "#ingest/interpret.ts";
import { ARRIVED, requestRecord } from "../support/request-record.ts";

const IP = "203.0.113.9";
const CHROME =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";

/** The one event that a single request says. */
function only(event: JsonObject, over: Partial<RequestRecord> = {}) {
  const { events, refused } = interpret(requestRecord({ type: "track", ...over }), {
    userId: "u1",
    event: "E",
    ...event,
  });
  expect(refused).toEqual([]);
  expect(events).toHaveLength(1);
  const [first] = events;
  if (!first) throw new Error("no event");
  return first;
}
const iso = (ms: number) => new Date(ms).toISOString();

describe("the fields of an event", () => {
  it("are read as their clients mean them", () => {
    const event = only({ userId: 12345, anonymousId: "", groupId: null, properties: [], integrations: null, name: "" });
    expect(event).toMatchObject({
      userId: "12345",
      anonymousId: undefined,
      groupId: undefined,
      properties: {},
      integrations: {},
      name: undefined,
    });
  });

  it("keep what the client sent in raw, less the write key", () => {
    const event = { writeKey: "wk", userId: 12345, properties: { a: null }, email: "p@example.com", messageId: " m1 " };
    const { writeKey: _, ...kept } = { event: "E", ...event };
    expect(only(event).raw).toEqual(kept);
  });

  it.each([
    ["its own", { traits: { a: 1 }, context: { traits: { b: 2 } } }, { a: 1 }],
    ["the context's, where it has none (Rudder)", { context: { traits: { b: 2 } } }, { b: 2 }],
    ["none of php's empty list", { traits: [], context: {} }, {}],
  ])("traits of an identify: %s", (_, event, traits) =>
    expect(only(event, { type: "identify" }).traits).toEqual(traits),
  );

  it("traits in the context of another call are about the moment, not the person", () => {
    expect(only({ context: { traits: { b: 2 } } }).traits).toEqual({});
  });

  it("event belongs to track alone", () => {
    expect(only({ event: "Home", name: "Start" }, { type: "page" })).toMatchObject({
      type: "page",
      event: undefined,
      name: "Start",
    });
  });

  it("carry what the edge knows of the request", () => {
    expect(only({}, { gpc: true, retries: 3, sourceId: 9 })).toMatchObject({
      gpc: true,
      retries: 3,
      sourceId: 9,
      receivedAt: ARRIVED,
    });
  });
});

describe("the message id", () => {
  it.each([
    ["ajs-next-1795304253711-2f9f", "ajs-next-1795304253711-2f9f"],
    ["  spaced ", "spaced"],
    [42, "42"],
    ["", "req-1-0"],
    ["   ", "req-1-0"],
    [null, "req-1-0"],
    [{ a: 1 }, "req-1-0"],
    ["x".repeat(256), "x".repeat(256)],
    ["x".repeat(257), "req-1-0"],
  ])("%j becomes %s", (messageId, expected) => expect(only({ messageId }).messageId).toBe(expected));
});

describe("the time of an event", () => {
  const at = (secondsAgo: number) => iso(ARRIVED - secondsAgo * 1_000);

  it.each<[string, JsonObject, Partial<RequestRecord>, number, string | null]>([
    ["none: the arrival", {}, {}, 0, null],
    ["timestamp without sentAt: as it is", { timestamp: at(60) }, {}, 60, null],
    ["timestamp with sentAt: corrected", { timestamp: at(3_600), sentAt: at(3_590) }, {}, 10, at(3_590)],
    [
      "both: timestamp stands, uncorrected",
      { originalTimestamp: at(60), timestamp: at(10), sentAt: at(5) },
      {},
      10,
      at(5),
    ],
    ["originalTimestamp alone: corrected", { originalTimestamp: at(3_600), sentAt: at(3_590) }, {}, 10, at(3_590)],
    ["originalTimestamp that is none", { originalTimestamp: "soon", timestamp: at(10) }, {}, 10, null],
    ["the header's sentAt (rudder-js)", { timestamp: at(3_600) }, { sentAt: at(3_599) }, 1, at(3_599)],
    [
      "the event's sentAt before the header's",
      { timestamp: at(3_600), sentAt: at(3_595) },
      { sentAt: at(0) },
      5,
      at(3_595),
    ],
    [
      "a sentAt that is none does not hide the header's",
      { timestamp: at(3_600), sentAt: "" },
      { sentAt: at(3_599) },
      1,
      at(3_599),
    ],
    ["naive timestamps are UTC", { timestamp: at(60).slice(0, 19) }, {}, 60, null],
  ])("%s", (_, event, over, secondsAgo, sentAt) => {
    expect(only(event, over)).toMatchObject({ timestamp: ARRIVED - secondsAgo * 1_000, sentAt });
  });

  it("keeps the client's own words beside it", () => {
    expect(only({ timestamp: "2026-11-21T12:00:00+01:00" }).originalTimestamp).toBe("2026-11-21T12:00:00+01:00");
  });
});

describe("the address", () => {
  it.each([
    ["of a person's device is its connection's", {}, "web", IP],
    ["of a server is not its connection's", {}, "server", null],
    ["of an unknown sender neither", {}, undefined, null],
    ["given by the event stands", { ip: "198.51.100.7" }, "server", "198.51.100.7"],
    ["given stands before the connection's", { ip: "198.51.100.7" }, "web", "198.51.100.7"],
    ["opted out of stays out", { ip: "0.0.0.0" }, "web", "0.0.0.0"],
    ["of a direct request is its connection's", { direct: true }, "server", IP],
    ["given as nothing is not given", { ip: "" }, "web", IP],
    ["given as no text is not given", { ip: 5 }, "web", IP],
  ])("%s", (_, context, channel, ip) => {
    expect(only(channel === undefined ? { context } : { context, channel }, { ip: IP }).ip).toBe(ip);
  });

  it("is kept as the owner wants, also where the client wrote it", () => {
    const event = { context: { ip: "198.51.100.7", locale: "de" }, channel: "web" };
    const truncated = only(event, { ipPrivacy: "truncate" });
    expect(truncated).toMatchObject({ ip: "198.51.100.0", context: { ip: "198.51.100.0", locale: "de" } });
    const dropped = only(event, { ipPrivacy: "drop" });
    expect(dropped).toMatchObject({ ip: null, context: { ip: null, locale: "de" } });
    expect(JSON.stringify([truncated, dropped])).not.toContain("198.51.100.7");
  });

  it("is not shown by a refused event either", () => {
    const { refused } = interpret(requestRecord({ type: "track", ipPrivacy: "truncate" }), {
      context: { ip: "198.51.100.7" },
      writeKey: "wk",
    });
    expect(refused).toEqual([{ reason: "event_not_defined", detail: "", sample: '{"context":{"ip":"198.51.100.0"}}' }]);
  });
});

it("stamps side, place, user agent, agent and origin", () => {
  const request = {
    ip: IP,
    userAgent: CHROME,
    origin: "https://acme.test",
    place: { ...requestRecord().place, country: "DE", city: "Munich" },
  };
  const context = { page: { url: "https://acme.test/", referrer: "https://www.google.com/", search: "" } };
  expect(only({ context }, request)).toMatchObject({
    side: "client",
    ip: IP,
    country: "DE",
    city: "Munich",
    userAgent: CHROME,
    browser: "Chrome",
    os: "Windows",
    device: "desktop",
    bot: null,
    referringDomain: "google.com",
    channel: "search",
  });
  expect(only({ context: { library: { name: "analytics-go" } } }, request)).toMatchObject({
    side: "server",
    ip: null,
    country: null,
    userAgent: null,
    browser: null,
    channel: null,
  });
});
