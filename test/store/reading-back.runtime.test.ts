import { beforeAll, describe, expect, it } from "vitest";
import { seededRandom } from "../support/at-least-once.ts";
import { admin, call, createSource, post, storedEvents, type StoredEvent, type TestSource } from "../support/world.ts";

interface Page {
  events: StoredEvent[];
  next: string | null;
  complete: boolean;
}
interface Sent {
  messageId: string;
  event: string;
  userId: string;
  timestamp: string;
  properties: { plan: string; amount: number; nested: { deep: boolean } };
}

const random = seededRandom(11);
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
/** Spread over sixteen years, with crowds in one hour and several events in one millisecond. */
const times = [
  Date.parse("2010-01-01T00:00:00Z"),
  Date.parse("2018-06-06T06:06:06.666Z"),
  Date.parse("2026-11-20T10:00:00Z"),
];
const sent: Sent[] = Array.from({ length: 900 }, (_, index) => ({
  messageId: `back-${index}`,
  event: pick(["Viewed", "Added", "Paid", "Left"]),
  userId: `u${Math.floor(random() * 20)}`,
  timestamp: new Date(
    pick(times) + pick([0, 0, 1, 3_600_000 * Math.floor(random() * 500), Math.floor(random() * 3_600_000)]),
  ).toISOString(),
  properties: { plan: pick(["pro", "free"]), amount: Math.floor(random() * 100), nested: { deep: random() < 0.5 } },
}));

let source: TestSource;
beforeAll(async () => {
  source = await createSource();
  for (let from = 0; from < sent.length; from += 90) {
    await post("/v1/batch", source.writeKey, {
      batch: sent.slice(from, from + 90).map((event) => ({ type: "track", ...event })),
    });
  }
  await storedEvents(source, sent.length);
});

/** The naive version: all of them, newest first, ties by arrival, then what the test says. */
const expected = (test: (event: Sent) => boolean): string[] =>
  sent
    .map((event, index) => ({ event, index }))
    .filter(({ event }) => test(event))
    .toSorted((a, b) => Date.parse(b.event.timestamp) - Date.parse(a.event.timestamp) || b.index - a.index)
    .map(({ event }) => event.messageId);

async function all(query: string, limit: number): Promise<{ ids: string[]; pages: number }> {
  const ids: string[] = [];
  let cursor = "";
  for (let pages = 1; ; pages += 1) {
    const page = await admin<Page>(`/api/events?source=${source.id}&limit=${limit}${query}${cursor}`);
    expect(page.events.length).toBeLessThanOrEqual(limit);
    ids.push(...page.events.map(({ messageId }) => messageId));
    if (page.next === null) return { ids, pages };
    cursor = `&cursor=${page.next}`;
  }
}

const where = (filter: object): string => `&where=${encodeURIComponent(JSON.stringify(filter))}`;

describe("GET /api/events", () => {
  it.each([1000, 100, 37])("gives all, newest first, in pages of %i", async (limit) => {
    expect((await all("", limit)).ids).toEqual(expected(() => true));
  });

  const cases: [string, string, (event: Sent) => boolean][] = [
    ["one event", "&event=Paid", ({ event }) => event === "Paid"],
    ["two events", "&event=Paid&event=Left", ({ event }) => event === "Paid" || event === "Left"],
    ["an event nobody sent", "&event=Nope", () => false],
    ["a person by user id", "&userId=u3", ({ userId }) => userId === "u3"],
    ["a person by any id", "&person=u3", ({ userId }) => userId === "u3"],
    [
      "whole days",
      "&from=2018-06-06&to=2018-06-08",
      ({ timestamp }) => timestamp >= "2018-06-06" && timestamp < "2018-06-09",
    ],
    [
      "exact instants, both ends in",
      "&from=2018-06-06T06:06:06.666Z&to=2018-06-06T06:06:06.667Z",
      ({ timestamp }) => /2018-06-06T06:06:06.66[67]Z/.test(timestamp),
    ],
    ["a property", where({ property: "plan", value: "pro" }), ({ properties }) => properties.plan === "pro"],
    ["a number", where({ property: "amount", op: "gte", value: 90 }), ({ properties }) => properties.amount >= 90],
    ["a nested property", where({ property: "nested.deep", value: true }), ({ properties }) => properties.nested.deep],
    [
      "a tree",
      where({ and: [{ property: "plan", value: "pro" }, { not: { property: "amount", op: "lt", value: 50 } }] }),
      ({ properties }) => properties.plan === "pro" && properties.amount >= 50,
    ],
    ["a needle", where({ property: "$message_id", value: "back-77" }), ({ messageId }) => messageId === "back-77"],
  ];
  it.each(cases)("filters by %s", async (_, query, test) => {
    expect((await all(query, 50)).ids).toEqual(expected(test));
  });

  it("exports the same as NDJSON and CSV, with formulas made harmless", async () => {
    await post("/v1/track", source.writeKey, {
      event: "=cmd|' /C calc'!A0",
      userId: "csv",
      timestamp: "2027-06-01T00:00:00Z",
      properties: { q: 'say "hi", you' },
    });
    await storedEvents(source, sent.length + 1);
    const get = async (format: string) =>
      (
        await call(`/api/events?source=${source.id}&format=${format}`, {
          headers: { authorization: "Bearer test-admin-token" },
        })
      ).text();
    const lines = (await get("ndjson"))
      .trim()
      .split("\n")
      .map((line): StoredEvent => JSON.parse(line));
    expect(lines).toHaveLength(sent.length + 1);
    expect(lines.slice(1).map(({ messageId }) => messageId)).toEqual(expected(() => true));
    const csv = (await get("csv")).split("\r\n");
    expect(csv[0]).toContain("timestamp,receivedAt,type,eventName");
    expect(csv).toHaveLength(sent.length + 3);
    expect(csv[1]).toContain("'=cmd|' /C calc'!A0");
    expect(csv[1]).toContain('"{""q"":""say \\""hi\\"", you""}"');
  });

  it("gives the whole event: what was said, what was stamped, and the original", async () => {
    const mine = await createSource("public");
    const response = await call("/v1/p", {
      method: "POST",
      headers: {
        authorization: `Basic ${btoa(`${mine.writeKey}:`)}`,
        origin: "https://shop.example",
        "sec-gpc": "1",
        "cf-connecting-ip": "198.51.100.7",
        "user-agent":
          "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
      },
      body: JSON.stringify({
        anonymousId: "visitor",
        name: "Home",
        email: "extra@example.com",
        context: {
          page: {
            path: "/",
            referrer: "https://www.google.com/search",
            search: "?gclid=abc",
            url: "https://shop.example/",
          },
        },
      }),
      cf: {
        country: "UY",
        city: "Montevideo",
        region: "Montevideo",
        continent: "SA",
        latitude: "-34.9",
        longitude: "-56.2",
        timezone: "America/Montevideo",
        asn: 6057,
        asOrganization: "ANTEL",
        postalCode: "11000",
      },
    });
    expect(response.status).toBe(200);
    const [event] = await storedEvents(mine, 1);
    expect(event).toMatchObject({
      type: "page",
      name: "Home",
      eventName: "Page Viewed",
      anonymousId: "visitor",
      person: "a:visitor",
      path: "/",
      side: "client",
      country: "UY",
      city: "Montevideo",
      region: "Montevideo",
      continent: "SA",
      latitude: -34.9,
      longitude: -56.2,
      postalCode: "11000",
      timezone: "America/Montevideo",
      asn: 6057,
      network: "ANTEL",
      ip: "198.51.100.7",
      gpc: true,
      browser: "Safari",
      os: "iOS",
      device: "mobile",
      bot: null,
      referringDomain: "google.com",
      clickIds: { gclid: "abc" },
      original: { email: "extra@example.com" },
    });
  });
});
