import { describe, expect, it } from "vitest";
import { isObject, type JsonObject, objectOrEmpty } from "#core/json.ts";
import { canonicalPath, endpointOf } from "#ingest/endpoint.ts";
import { type Interpretation, interpret } from "#ingest/interpret.ts";
import { recordOf } from "#ingest/record.ts";
import { writeKeyOf } from "#ingest/write-key.ts";

/** One request of a real client library, as it came over the wire (its body inflated and parsed). */
interface Recorded {
  client: string;
  label: string;
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: JsonObject;
}

const files: Record<string, string> = import.meta.glob("./recordings/*.jsonl", {
  query: "?raw",
  import: "default",
  eager: true,
});
const recorded = Object.values(files).flatMap((file) =>
  file
    .split("\n")
    .filter((line) => line !== "")
    .map((line): Recorded => JSON.parse(line)),
);
const posts = recorded.flatMap(({ body, ...request }) =>
  request.method === "POST" && body ? [{ ...request, body }] : [],
);
const isEvents = ({ path }: { path: string }) => path !== "/v1/m";
const withEvents = posts.filter(isEvents);

/** 70 ms after the client sent it, with its clock half an hour slow. */
const LATE_MS = 1_800_070;
const eventsOf = (body: JsonObject): JsonObject[] =>
  Array.isArray(body["batch"]) ? body["batch"].filter(isObject) : [body];
const time = (value: unknown): number => (typeof value === "string" ? Date.parse(value) : Number.NaN);
const sentAtOf = (body: JsonObject): number => time(body["sentAt"]);

function replay({ path, headers, body }: (typeof posts)[number]): Interpretation {
  const endpoint = endpointOf(canonicalPath(path, "").slice("/v1/".length));
  const request = new Request(`https://h.test${path}`, { method: "POST", headers });
  const type = endpoint?.kind === "single" ? endpoint.type : null;
  const settings = { trustLocationHeaders: false, ipPrivacy: "full" as const, receivedAtHeader: "" };
  return interpret(recordOf(request, { id: 7, kind: "public" }, type, sentAtOf(body) + LATE_MS, settings), body);
}

/** The one event of all recordings that the condition holds for. */
function find(client: string, label: string, is: (event: Interpretation["events"][number]) => boolean) {
  const [first] = withEvents
    .filter((post) => post.client === client && post.label === label)
    .flatMap((post) => replay(post).events)
    .filter(is);
  if (!first) throw new Error(`${client} recorded no such event`);
  return first;
}

/** The wire contract's rules, spelled out here a second time: null and "" are none, numbers are text. */
const id = (value: unknown) =>
  typeof value === "number" ? String(value) : value === null || value === "" ? undefined : value;
function expected(event: JsonObject, body: JsonObject) {
  const context = objectOrEmpty(event["context"]);
  const traits = event["traits"] ?? (event["type"] === "identify" ? context["traits"] : undefined) ?? {};
  const waited = time(event["sentAt"] ?? body["sentAt"]) - time(event["originalTimestamp"] ?? event["timestamp"]);
  return {
    type: event["type"],
    event: event["type"] === "track" ? event["event"] : undefined,
    name: id(event["name"]),
    userId: id(event["userId"]),
    anonymousId: id(event["anonymousId"]),
    groupId: id(event["groupId"]),
    previousId: id(event["previousId"]),
    messageId: event["messageId"],
    traits: Array.isArray(traits) ? {} : traits,
    properties: Array.isArray(event["properties"]) ? {} : (event["properties"] ?? {}),
    context: { ...objectOrEmpty(body === event ? {} : body["context"]), ...context },
    timestamp: sentAtOf(body) + LATE_MS - waited,
  };
}

describe("every recorded request", () => {
  it("is there: 75 POSTs of eight libraries, 153 events", () => {
    expect(new Set(recorded.map(({ client }) => client)).size).toBe(8);
    expect(posts).toHaveLength(75);
    expect(withEvents.flatMap(({ body }) => eventsOf(body))).toHaveLength(153);
  });

  it.each(withEvents.map((post, index) => [index, post.client, post.label, post.path, post] as const))(
    "%i %s %s %s",
    (_, client, label, path, post) => {
      const { events, refused } = replay(post);
      expect(refused, `${client} ${label} ${path}`).toEqual([]);
      const fields = events.map(
        ({
          type,
          event,
          name,
          userId,
          anonymousId,
          groupId,
          previousId,
          messageId,
          traits,
          properties,
          context,
          timestamp,
        }) => ({
          type,
          event,
          name,
          userId,
          anonymousId,
          groupId,
          previousId,
          messageId,
          traits,
          properties,
          context,
          timestamp,
        }),
      );
      expect(fields).toEqual(eventsOf(post.body).map((event) => expected(event, post.body)));
      for (const event of events) expect(event.raw).not.toHaveProperty("writeKey");
    },
  );

  it("shows its write key", () => {
    for (const { headers, body } of withEvents)
      expect(writeKeyOf(headers["authorization"] ?? null, body, null)).toBe("wk_test_123");
  });

  it("tells servers from people's devices", () => {
    for (const post of withEvents) {
      const browser = post.client === "@segment/analytics-next";
      for (const event of replay(post).events) {
        expect(event.side).toBe(browser ? "client" : "server");
        // These browsers were driven by a test; no server's HTTP library is a bot.
        expect(event.bot).toBe(browser ? "Headless" : null);
        expect(event.device).toBe(browser ? "bot" : null);
      }
    }
  });

  it("is one event however often it was tried", () => {
    const ids = withEvents
      .filter(({ label }) => label.startsWith("fault"))
      .flatMap((post) => replay(post).events.map(({ messageId }) => messageId));
    expect(new Set(ids).size).toBeLessThan(ids.length);
    for (const messageId of ids) expect(messageId).not.toMatch(/-\d$/);
  });

  it("of the libraries' own metrics goes where metrics go", () => {
    expect(posts.filter((post) => !isEvents(post)).map(({ path }) => endpointOf(path.slice(4)))).toEqual([
      { kind: "metrics" },
    ]);
  });
});

describe("what single clients are known for", () => {
  it("analytics-next: null for nobody, the campaign under its own names, canonical url and true search", () => {
    expect(find("@segment/analytics-next", "npm-standard", ({ type }) => type === "page")).toMatchObject({
      userId: undefined,
      anonymousId: "1ae33545-714b-4b76-baae-270f98b20732",
      name: "Home",
      category: "Docs",
      browser: "Chrome",
      browserVersion: "156.0.0.0",
      os: "Linux",
      referrer: "https://ref.example/from",
      referringDomain: "ref.example",
      channel: "email",
      utmSource: "news",
      utmMedium: "email",
      utmCampaign: "spring sale",
    });
  });

  it("analytics-next: an address opted out of, a backdated order with its null", () => {
    const order = find("@segment/analytics-next", "npm-standard", ({ event }) => event === "Order Completed");
    expect(order).toMatchObject({
      ip: "0.0.0.0",
      userId: "u1",
      groupId: undefined,
      originalTimestamp: "2023-05-05T05:05:05.555Z",
    });
    expect(order.properties).toEqual({
      revenue: 39.95,
      currency: "USD",
      products: [{ product_id: "p1", price: 19.95 }],
      emoji: "ünï✓😀",
      nul: null,
    });
  });

  it("analytics-next: an alias of oneself is taken like any other", () => {
    expect(find("@segment/analytics-next", "npm-standard", ({ previousId }) => previousId === "u1")).toMatchObject({
      type: "alias",
      userId: "u1",
    });
  });

  it("analytics-next: a retry says so", () => {
    const retried = withEvents
      .filter(({ headers }) => headers["x-retry-count"] !== undefined)
      .flatMap((post) => replay(post).events);
    expect(retried.length).toBeGreaterThan(0);
    for (const event of retried) expect(event.retries).toBeGreaterThan(0);
  });

  it("analytics-node: a person's address and user agent on a server's event", () => {
    expect(find("@segment/analytics-node", "normal", ({ event }) => event === "Order Completed")).toMatchObject({
      ip: "203.0.113.9",
      userAgent: "UA/1",
      browser: null,
      side: "server",
      bot: null,
      timestamp: Date.parse("2023-05-05T05:05:05.555Z") + LATE_MS,
    });
    expect(find("@segment/analytics-node", "normal", ({ messageId }) => messageId === "my-msg-1").event).toBe(
      "Custom id",
    );
  });

  it("php: a number for an id, lists for empty maps, whole seconds", () => {
    expect(find("segmentio/analytics-php", "normal", ({ event }) => event === "Numeric id")).toMatchObject({
      userId: "12345",
      properties: { revenue: 1.5, emptyMap: [] },
      timestamp: Date.parse("2026-11-21T23:36:38Z") + LATE_MS,
    });
  });

  it("python: no authorization, the key in the body; no id is null", () => {
    const { headers, body } = posts.find(({ client }) => client === "segmentio/analytics-python") ?? expect.fail();
    expect([headers["authorization"], body["writeKey"]]).toEqual([undefined, "wk_test_123"]);
    expect(find("segmentio/analytics-python", "normal", ({ event }) => event === "Numeric id")).toMatchObject({
      userId: "12345",
      anonymousId: undefined,
      properties: { revenue: 1.5, emptyMap: {} },
    });
  });

  it("ruby: /v1/import, and the address of the person in the context", () => {
    expect(withEvents.find(({ client }) => client === "segmentio/analytics-ruby")?.path).toBe("/v1/import");
    expect(find("segmentio/analytics-ruby", "normal", ({ event }) => event === "Backdated")).toMatchObject({
      userId: "u1",
      ip: "203.0.113.9",
      originalTimestamp: "2020-02-02T02:02:02.000Z",
    });
  });

  it("go: nanoseconds, no properties, the library's name on the batch alone, all in lower case", () => {
    expect(find("segmentio/analytics-go", "normal", ({ type }) => type === "screen")).toMatchObject({
      messageId: "c02152d6-a451-4dc5-a362-732da90c6b71",
      properties: {},
      context: { app: { name: "wire" }, library: { name: "analytics-go" } },
      timestamp: Date.parse("2026-11-21T23:36:38.727Z") + LATE_MS,
    });
    expect(find("segmentio/analytics-go", "normal", ({ event }) => event === "Order Completed").integrations).toEqual({
      Mixpanel: true,
      all: false,
    });
  });

  it("rudder-sdk-node: originalTimestamp, and a sentAt in every event", () => {
    expect(find("@rudderstack/rudder-sdk-node", "normal", ({ type }) => type === "identify")).toMatchObject({
      userId: "u1",
      traits: { email: "pg@example.com" },
      originalTimestamp: "2026-11-21T23:36:24.214Z",
      sentAt: "2026-11-21T23:36:24.214Z",
      side: "server",
    });
  });

  it("legacy analytics-node: the batch's own timestamp is no event's", () => {
    expect(find("analytics-node", "normal", ({ event }) => event === "Backdated")).toMatchObject({
      userId: "u1",
      originalTimestamp: "2020-02-02T02:02:02.222Z",
      timestamp: Date.parse("2020-02-02T02:02:02.222Z") + LATE_MS,
    });
  });
});
