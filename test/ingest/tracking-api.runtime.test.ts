import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { basic, call, createSource, post, storedEvents, type TestSource } from "../support/world.ts";
import worker from "../support/worker.ts";

let source: TestSource;
let web: TestSource;
beforeAll(async () => {
  source = await createSource("secret");
  web = await createSource("public");
});

const SINGLE = { t: "track", p: "page", i: "identify", g: "group", a: "alias", s: "screen" };
const body = { event: "E", name: "Home", userId: "u1", anonymousId: "a1", groupId: "g1", previousId: "p1" };

describe("every path of the contract", () => {
  const paths = Object.entries(SINGLE).flatMap(([short, long]) => [
    `/v1/${short}`,
    `/v1/${long}`,
    `/${short}`,
    `/${long}`,
    `/v1/${short}/`,
    `//v1//${long}//`,
    `/hw/${short}`,
  ]);

  it.each(paths)("POST %s takes one event; the path decides its type", async (path) => {
    const response = await post(path, source.writeKey, { ...body, type: "nonsense" });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toContain("application/json");
    expect(await response.text()).toBe('{"success":true}');
  });

  it.each(["/v1/b", "/v1/batch", "/v1/import", "/v1/import/", "/b", "/batch", "/hw/b", "/hw/batch/"])(
    "POST %s takes a batch",
    async (path) => {
      const response = await post(path, source.writeKey, { batch: [{ type: "track", ...body }] });
      expect(await response.text()).toBe('{"success":true}');
    },
  );

  it("stored them all with the types that the paths say", async () => {
    const stored = await storedEvents(source, paths.length + 8);
    const counts: Record<string, number> = {};
    for (const { type } of stored) counts[type] = (counts[type] ?? 0) + 1;
    expect(counts).toEqual({ track: 7 + 8, page: 7, identify: 7, group: 7, alias: 7, screen: 7 });
  });

  it("takes the libraries' own metrics and drops them", async () => {
    expect((await call("/v1/m", { method: "POST", body: '{"series":[]}' })).status).toBe(200);
  });

  it("answers the small documents", async () => {
    expect(await (await call("/cluster-info")).json()).toEqual({ nodeCount: 1 });
    expect((await call("/")).status).toBe(200);
    expect((await call("/nothing-here")).status).toBe(404);
  });
});

describe("the four ways to say who one is", () => {
  const json = (extra: object) => JSON.stringify({ ...body, ...extra });
  it.each([
    ["Basic with the colon", () => ({ headers: basic(source.writeKey), body: json({}) })],
    ["Basic without it", () => ({ headers: { authorization: `Basic ${btoa(source.writeKey)}` }, body: json({}) })],
    ["the body alone (python, Swift, pixels)", () => ({ body: json({ writeKey: source.writeKey }) })],
    ["both", () => ({ headers: basic(source.writeKey), body: json({ writeKey: source.writeKey }) })],
    [
      "a Bearer that must not hide the body's",
      () => ({ headers: { authorization: "Bearer oauth" }, body: json({ writeKey: source.writeKey }) }),
    ],
    ["Basic before the body", () => ({ headers: basic(source.writeKey), body: json({ writeKey: "wk_other" }) })],
  ])("%s", async (_, init) => {
    expect((await call("/v1/track", { method: "POST", ...init() })).status).toBe(200);
  });

  it("the query (Rudder's beacon), and the first event of a batch (analytics-next)", async () => {
    const batch = { batch: [{ type: "track", ...body, writeKey: source.writeKey }] };
    expect(
      (
        await call(`/beacon/v1/batch?writeKey=${source.writeKey}`, {
          method: "POST",
          body: JSON.stringify({ batch: [] }),
        })
      ).status,
    ).toBe(200);
    expect((await call("/v1/b", { method: "POST", body: JSON.stringify(batch) })).status).toBe(200);
  });
});

describe("bodies", () => {
  it.each([
    ["text/plain", { "content-type": "text/plain" }, false],
    [
      "a form that is gzip (rudder-sdk-node)",
      { "content-type": "application/x-www-form-urlencoded", "content-encoding": "gzip" },
      true,
    ],
    ["gzip without saying so", { "content-type": "application/octet-stream" }, true],
    ["no Content-Type, gzip (C#)", { "content-encoding": "gzip" }, true],
  ])("%s", async (_, headers, zipped) => {
    const text = JSON.stringify(body);
    const response = await call("/v1/track", {
      method: "POST",
      headers: { ...basic(source.writeKey), ...headers },
      body: zipped ? gzipSync(text) : text,
    });
    expect(response.status).toBe(200);
  });

  it("takes 512,000 bytes of events in one batch, split over queue messages, each event once", async () => {
    const mine = await createSource();
    const events = Array.from({ length: 500 }, (_, index) => ({
      type: "track",
      event: "Big",
      anonymousId: "b",
      properties: { index, text: "é".repeat(480) },
    }));
    const text = JSON.stringify({
      batch: events,
      context: { library: { name: "analytics-go" } },
      sentAt: new Date().toISOString(),
    });
    expect(new TextEncoder().encode(text).length).toBeGreaterThan(500_000);
    expect((await post("/v1/batch", mine.writeKey, text)).status).toBe(200);
    const stored = await storedEvents(mine, 500);
    expect(new Set(stored.map((event) => (event["properties"] as { index: number }).index)).size).toBe(500);
    expect(new Set(stored.map(({ messageId }) => messageId)).size).toBe(500);
    expect(stored[499]).toMatchObject({ context: { library: { name: "analytics-go" } }, side: "server" });
  });
});

it("refuses a batch whose own context leaves no room for events, instead of asking for it again and again", async () => {
  const batch = Array.from({ length: 100 }, () => ({
    type: "track",
    event: "E",
    anonymousId: "a",
    properties: { text: "x".repeat(1_000) },
  }));
  const response = await post("/v1/batch", source.writeKey, { batch, context: { blob: "y".repeat(200_000) } });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ code: "payload_too_large" });
});

it("asks a source that has used up its rate to wait, in both headers that libraries read", async () => {
  const busy = await createSource();
  const refused = await vi.waitFor(async () => {
    // As many asks as ten thousand requests make. Where the limiter's minute ends meanwhile, they count for nothing.
    await Promise.all(Array.from({ length: 1_000 }, () => env.SOURCE_LIMIT.limit({ key: `source ${busy.id}` })));
    const answers = await Promise.all(Array.from({ length: 12 }, () => post("/v1/track", busy.writeKey, body)));
    return answers.find(({ status }) => status === 429) ?? expect.fail("none of twelve was refused");
  }, 20_000);
  expect(await refused?.json()).toMatchObject({ code: "rate_limited" });
  for (const header of ["retry-after", "x-ratelimit-reset"]) expect(refused?.headers.get(header)).toMatch(/^\d+$/);
  // Who asks for nothing unusual is not held up by it.
  expect((await post("/v1/track", source.writeKey, body)).status).toBe(200);
});

it("asks for the same request again when the queue takes nothing, and acknowledges nothing then", async () => {
  const full = {
    send: () => Promise.reject(new Error("Storage Limit Exceeded")),
    sendBatch: () => Promise.reject(new Error("x")),
  };
  const failing = { ...env, EVENTS: full as unknown as Queue };
  const ask = (send: () => Promise<never>) => {
    full.send = send;
    const request = new Request("https://t.example/v1/track", {
      method: "POST",
      headers: basic(source.writeKey),
      body: JSON.stringify(body),
    });
    return worker.fetch(request as Parameters<typeof worker.fetch>[0], failing, createExecutionContext());
  };
  const overloaded = await ask(() => Promise.reject(new Error("Storage Limit Exceeded")));
  expect([overloaded.status, overloaded.headers.get("retry-after")]).toEqual([503, "2"]);
  const tooFast = await ask(() => Promise.reject(new Error("Too Many Requests")));
  expect([tooFast.status, tooFast.headers.get("retry-after")]).toEqual([429, "5"]);
});

describe("CORS", () => {
  const origin = "https://shop.example";
  it("allows what a preflight asks for, without a key, and lets it be remembered", async () => {
    const response = await call("/v1/t", {
      method: "OPTIONS",
      headers: {
        origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,x-custom,rsa-retry-attempt",
      },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-origin")).toBe(origin);
    expect(response.headers.get("access-control-allow-headers")).toBe("authorization,x-custom,rsa-retry-attempt");
    expect(response.headers.get("access-control-allow-credentials")).toBe("true");
    expect(Number(response.headers.get("access-control-max-age"))).toBeGreaterThanOrEqual(600);
  });

  it.each([
    ["a success", () => post("/v1/t", web.writeKey, body, { origin }), 200],
    ["a refused body", () => post("/v1/t", web.writeKey, "{", { origin }), 400],
    ["a wrong key", () => post("/v1/t", "wk_wrong", body, { origin }), 401],
    ["the settings", () => call(`/v1/projects/${web.writeKey}/settings`, { headers: { origin } }), 200],
    ["settings of nobody", () => call("/v1/projects/wk_wrong/settings", { headers: { origin } }), 401],
  ])("is on %s", async (_, send, status) => {
    const response = await send();
    expect(response.status).toBe(status);
    expect(response.headers.get("access-control-allow-origin")).toBe(origin);
    expect(response.headers.get("access-control-expose-headers")).toContain("Retry-After");
    expect(response.headers.get("vary")).toContain("Origin");
  });
});

describe("pixels and JSONP", () => {
  it("stores an event from base64 and from flat parameters, and always shows the image", async () => {
    const mine = await createSource("public");
    const data = btoa(
      JSON.stringify({ writeKey: mine.writeKey, event: "Email Opened", userId: "u9", properties: { subject: "Hi" } }),
    ).replaceAll("=", "");
    const answers = [
      await call(`/v1/pixel/track?data=${data}`),
      await call(
        `/v1/pixel/track?writeKey=${mine.writeKey}&event=Email%20Opened&userId=u9&properties.subject=Hi&properties.a.b=c`,
      ),
      await call(`/pixel/v1/track?writeKey=${mine.writeKey}&event=Email%20Opened&anonymousId=a9&__proto__.polluted=1`),
      await call("/v1/pixel/track?data=%%%"),
      await call("/v1/pixel/nonsense"),
    ];
    for (const answer of answers) {
      expect(answer.status).toBe(200);
      expect(answer.headers.get("content-type")).toBe("image/gif");
    }
    const stored = await storedEvents(mine, 3);
    expect(stored.map((event) => event["properties"])).toEqual([
      { subject: "Hi" },
      { subject: "Hi", a: { b: "c" } },
      {},
    ]);
    expect(stored[0]).not.toHaveProperty("original.writeKey");
  });

  it("answers JSONP with the callback, and never with anything but a plain name", async () => {
    const data = btoa(JSON.stringify({ writeKey: web.writeKey, ...body }));
    expect(await (await call(`/v1/t?data=${data}&callback=done`)).text()).toBe('/**/done({"success":true})');
    expect(await (await call(`/v1/t?data=${data}&callback=alert(1)//`)).text()).toBe('{"success":true}');
  });
});

it("settings name our own host and only our own integration", async () => {
  const settings = await (
    await call(`/v1/projects/${web.writeKey}/settings`)
  ).json<Record<string, Record<string, unknown>>>();
  expect(settings["integrations"]).toEqual({
    "Segment.io": {
      apiKey: web.writeKey,
      apiHost: "t.example/v1",
      unbundledIntegrations: [],
      addBundledMetadata: true,
      maybeBundledConfigIds: {},
    },
  });
  expect(settings["metrics"]).toEqual({ sampleRate: 0 });
  const rudder = await (await call("/sourceConfig/?p=web&v=3", { headers: basic(web.writeKey) })).json();
  expect(rudder).toMatchObject({ source: { enabled: true, writeKey: web.writeKey, destinations: [] } });
});
