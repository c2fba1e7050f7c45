import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "#core/json.ts";
import type { Columns } from "../../scripts/import/csv-columns.ts";
import { converterOf, type Format } from "../../scripts/import/formats.ts";
import { judge } from "../../scripts/import/judge.ts";
import { preview } from "../../scripts/import/preview.ts";
import { openRecords } from "../../scripts/import/records.ts";

const EXPORTED = Date.parse("2024-06-01T00:00:00Z");
const ALL = { from: null, to: null };

async function read(file: string, format: Format, more: { map?: Columns; zone?: string; type?: string } = {}) {
  const { records, header } = await openRecords(join(import.meta.dirname, "../import/fixtures", file));
  const { convert } = converterOf(format, { header, map: more.map ?? {}, type: more.type ?? "track" });
  const calls: JsonObject[] = [];
  const refused: [line: number, reason: string][] = [];
  for await (const record of records) {
    const judged = judge(record, convert, { zone: more.zone ?? null, exportedAt: EXPORTED }, ALL);
    calls.push(...judged.calls);
    if (judged.refused) refused.push([judged.refused.line, judged.refused.reason]);
  }
  return { calls, refused };
}

describe("Segment's raw data", () => {
  it("is passed on as it is, less what is of its collection, at the time that was corrected then", async () => {
    const { calls, refused } = await read("segment.ndjson", "segment");
    expect(calls.map(({ type }) => type)).toEqual(["page", "identify", "track", "group", "screen", "alias"]);
    expect(calls[0]).toMatchObject({
      messageId: "ajs-next-b08d1d1a0d0f0b5e2c7d4d1f34b3f1d7",
      timestamp: "2024-02-03T10:15:03.511Z",
      anonymousId: "23adfd82-aa0f-45a7-a756-24f2a7a4c895",
      context: { ip: "108.0.78.21", page: { path: "/pricing" } },
    });
    for (const key of ["sentAt", "receivedAt", "writeKey", "projectId", "_metadata", "userId"])
      expect(calls[0]).not.toHaveProperty(key);
    expect(calls[2]).toMatchObject({ event: "Order Completed", userId: "ada", properties: { total: 41.5 } });
    expect(calls[5]).toMatchObject({ type: "alias", userId: "ada", previousId: "ada-old" });
    expect(refused).toEqual([
      [7, "event_not_defined"],
      [8, "json_invalid"],
    ]);
  });
});

describe("Mixpanel's raw export", () => {
  const device = "18cc4f1d2a3b4c-0d5e6f7a8b9c0d-16525637-13c680-18cc4f1d2a3b4d";

  it("becomes the calls that say the same", async () => {
    const { calls, refused } = await read("mixpanel.ndjson", "mixpanel");
    expect(calls).toEqual([
      {
        type: "page",
        anonymousId: device,
        timestamp: "2024-01-01T09:00:00.000Z",
        messageId: "1q2w3e4r5t6y7u8i",
        context: {
          userAgentData: { brands: [{ brand: "Safari", version: "17.2" }], platform: "Mac OS X" },
          location: { country: "FR", region: "Auvergne-Rhône-Alpes", city: "Lyon" },
          os: { name: "Mac OS X" },
          screen: { width: 1440, height: 900 },
          page: { url: "https://shop.example/?utm_source=news", path: "/", title: "Shop" },
          campaign: { source: "news" },
          library: { name: "web", version: "2.48.1" },
        },
        properties: {
          url: "https://shop.example/?utm_source=news",
          path: "/",
          search: "?utm_source=news",
          title: "Shop",
        },
      },
      {
        type: "identify",
        userId: "ben",
        anonymousId: device,
        timestamp: "2024-01-01T09:01:00.000Z",
        messageId: "ident-ben-0001",
        context: { location: { country: "FR" }, library: { name: "web" } },
      },
      {
        type: "track",
        event: "Order Completed",
        userId: "ben",
        anonymousId: device,
        timestamp: "2024-01-02T09:00:00.000Z",
        messageId: "order-0000000001",
        context: {
          location: { country: "FR", city: "Lyon" },
          os: { name: "Android" },
          device: { model: "Pixel 8", manufacturer: "Google" },
        },
        properties: { Total: 19.9, Items: ["a", "b"] },
      },
      {
        type: "alias",
        userId: "ben",
        previousId: "ben-legacy",
        timestamp: "2024-01-03T09:00:00.000Z",
        messageId: "alias-00001",
      },
      {
        type: "alias",
        userId: "ben",
        previousId: "5f1f8a9e-1111-4222-8333-444455556666",
        timestamp: "2024-01-03T09:01:00.000Z",
        messageId: "merge-00001",
      },
    ]);
    expect(refused).toEqual([
      [6, "no_user_anon_id"],
      [7, "timestamp_unreadable"],
    ]);
  });

  it("of an old project has times of its zone", async () => {
    const { calls } = await read("mixpanel.ndjson", "mixpanel", { zone: "America/Los_Angeles" });
    expect(calls[0]).toMatchObject({ timestamp: "2024-01-01T17:00:00.000Z" });
  });

  it("of people says traits as of when they were seen", async () => {
    const { calls } = await read("mixpanel-people.ndjson", "mixpanel-people");
    expect(calls).toEqual([
      {
        type: "identify",
        userId: "ben",
        timestamp: "2024-01-03T09:00:00.000Z",
        traits: { email: "ben@shop.example", name: "Ben Bo", city: "Lyon", country: "FR", plan: "pro" },
        messageId: expect.stringMatching(/^mixpanel-people-[\da-f]{32}$/),
      },
      expect.objectContaining({ anonymousId: "5f1f8a9e-1111-4222-8333-444455556667", traits: { visits: 3 } }),
    ]);
  });
});

describe("PostHog's export", () => {
  const device = "018cc251-0000-7000-8000-0000000000aa";

  it("becomes the calls that say the same; traits on the side are calls of their own", async () => {
    const { calls, refused } = await read("posthog.ndjson", "posthog");
    expect(refused).toEqual([]);
    expect(calls).toEqual([
      {
        type: "page",
        anonymousId: device,
        timestamp: "2024-01-01T09:00:00.123Z",
        messageId: "018cc251-f400-7000-8000-000000000001",
        context: {
          ip: "203.0.113.7",
          userAgentData: { brands: [{ brand: "Firefox", version: "121" }], mobile: false, platform: "Linux" },
          timezone: "Europe/Berlin",
          location: { country: "DE", region: "Saxony", city: "Leipzig", latitude: 51.34, longitude: 12.37 },
          os: { name: "Linux" },
          device: { type: "desktop" },
          screen: { width: 1920, height: 1080 },
          page: { url: "https://shop.example/a?x=1", path: "/a", title: "A", referrer: "https://duckduckgo.com/" },
          library: { name: "web", version: "1.96.1" },
        },
        properties: {
          $session_id: "018cc251-0001-7000-8000-0000000000bb",
          url: "https://shop.example/a?x=1",
          path: "/a",
          title: "A",
          referrer: "https://duckduckgo.com/",
        },
      },
      {
        type: "identify",
        userId: "cleo",
        anonymousId: device,
        timestamp: "2024-01-01T09:01:00.000Z",
        messageId: "018cc251-f400-7000-8000-000000000002",
        traits: { email: "cleo@shop.example", $set_once: { first_plan: "free" } },
      },
      expect.objectContaining({
        type: "identify",
        userId: "cleo",
        messageId: "018cc251-f400-7000-8000-000000000003-set",
        traits: { plan: "pro" },
      }),
      expect.objectContaining({ type: "track", event: "Order Completed", properties: { total: 12 } }),
      expect.objectContaining({ type: "alias", userId: "cleo", previousId: "cleo-old" }),
      expect.objectContaining({ type: "group", groupId: "acme", traits: { name: "Acme", groupType: "company" } }),
    ]);
    expect(calls[3]).toHaveProperty("context.userAgent", expect.stringContaining("iPhone"));
  });

  it("comes as CSV, too, with line ends inside cells", async () => {
    const { calls, refused } = await read("posthog.csv", "posthog");
    expect(calls[0]).toMatchObject({
      type: "track",
      event: "Signed Up",
      userId: "dan",
      timestamp: "2024-01-05T10:00:00.000Z",
      properties: { plan: "free", note: 'with "quotes", and, commas' },
      context: { location: { country: "UY" } },
    });
    expect(calls[1]).toMatchObject({ type: "page", properties: { path: "/b" } });
    expect(refused).toEqual([[5, "json_invalid"]]);
  });

  it("of persons joins their ids", async () => {
    const { calls } = await read("posthog-persons.ndjson", "posthog-persons");
    expect(calls).toEqual([
      expect.objectContaining({
        type: "identify",
        userId: "cleo",
        traits: { email: "cleo@shop.example", plan: "pro" },
      }),
      expect.objectContaining({ type: "identify", userId: "cleo", anonymousId: device }),
      expect.objectContaining({ type: "alias", userId: "cleo", previousId: "cleo-old" }),
    ]);
    expect(new Set(calls.map(({ messageId }) => messageId)).size).toBe(3);
  });
});

describe("any CSV", () => {
  it("is read by what its columns are called, the rest by what is said", async () => {
    const { calls, refused } = await read("orders.csv", "csv", { map: { userId: "Kunde" }, zone: "Europe/Berlin" });
    expect(calls).toEqual([
      {
        type: "track",
        event: "Bestellt",
        userId: "eva",
        timestamp: "2024-03-01T11:30:00.000Z",
        properties: { Betrag: 19.5, PLZ: "04109", Neukunde: true },
        context: { location: { country: "DE", city: "Leipzig" } },
        messageId: expect.stringMatching(/^csv-[\da-f]{32}$/),
      },
      expect.objectContaining({ properties: { Betrag: 7, PLZ: "04109", Neukunde: false } }),
    ]);
    expect(refused).toEqual([[4, "timestamp_unreadable"]]);
  });

  it("says which columns there are where one is asked for that is not there", async () => {
    await expect(read("orders.csv", "csv", { map: { userId: "Client" } })).rejects.toThrow(
      /the columns are When, Kunde/,
    );
  });
});

describe("a file looked through without sending", () => {
  it("is counted by event, with what would be refused and why", async () => {
    const file = await openRecords(join(import.meta.dirname, "../import/fixtures", "mixpanel.ndjson"));
    const { convert } = converterOf("mixpanel", { header: [], map: {}, type: "track" });
    const found = await preview(file, convert, {
      reading: { zone: null, exportedAt: EXPORTED },
      wanted: { from: Date.parse("2024-01-02"), to: null },
      limit: null,
    });
    expect(Object.fromEntries(found.counts)).toEqual({ "Order Completed": 1, "(alias)": 2 });
    expect([...found.reasons.keys()]).toEqual(["no_user_anon_id", "timestamp_unreadable"]);
    expect(found).toMatchObject({ records: 7, from: "2024-01-02T09:00:00.000Z", to: "2024-01-03T09:01:00.000Z" });
  });
});
