import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newVisitor, openBrowser } from "../support/browser.ts";
import { segmentLibrary } from "../support/segment-library-e2e.ts";
import { html, startSite } from "../support/site-e2e.ts";
import { newSource, only, type TestSource } from "../support/stored-e2e.ts";
import { unsteadyProxy } from "../support/unsteady-proxy-e2e.ts";

/** What the page's own script does; it finds `analytics` as the npm build of @segment/analytics-next loaded it. */
type Settings = { deliveryStrategy?: unknown; apiHost?: string; protocol?: string };

let browser: Browser;
let site: Awaited<ReturnType<typeof startSite>>;

beforeAll(async () => {
  site = await startSite({
    "/": html("Shop", `<script src="/app.js"></script>`, `<a href="/next">next</a>`),
    "/next": html("Next", ""),
    "/app.js": await segmentLibrary(),
  });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  site.close();
});

/** Opens the shop as a visitor who came through a link, and loads the library there. */
async function open(
  source: TestSource,
  settings: Settings = {},
  from: { path?: string; kind?: "person" | "robot" } = {},
) {
  const visitor = await newVisitor(browser, from.kind);
  await visitor.page.goto(site.url + (from.path ?? "/"), { referer: "https://www.google.com/" });
  await visitor.page.evaluate(
    `window.analytics = segment.AnalyticsBrowser.load(
      { writeKey: ${JSON.stringify(source.writeKey)}, cdnURL: ${JSON.stringify(source.url)} },
      { integrations: { "Segment.io": ${JSON.stringify(settings)} } })`,
  );
  return visitor;
}
/** Runs in the page and waits for the library to have delivered. */
const say = (page: Page, call: string) => page.evaluate(`analytics.${call}.then(() => undefined)`);

test("standard delivery: all that a page says, and what the edge knows of it", async () => {
  const source = await newSource("public");
  const { page, wrong, leave } = await open(
    source,
    {},
    { path: "/?utm_source=letter&utm_medium=email&utm_campaign=frost" },
  );
  await say(page, `page("Shop", { season: "autumn" })`);
  await say(page, `track("Product Added", { sku: "tent-2", price: 289 })`);
  await say(page, `identify("ada@1", { email: "ada@example.com", plan: null })`);
  await say(page, `group("team-1", { name: "Alpine Guides" })`);
  await say(page, `alias("ada@2", "ada@1")`);
  await say(page, `track("Signed In")`);
  const events = await source.storedForGood(6);
  expect(wrong).toEqual([]);
  expect(events.map(({ type }) => type)).toHaveLength(6);

  const added = only(events, ({ event }) => event === "Product Added");
  expect(added).toMatchObject({
    type: "track",
    properties: { sku: "tent-2", price: 289 },
    // Before the login, but of the device that logged in: it is hers now.
    person: "u:ada@1",
    path: "/",
    side: "client",
    browser: "Chrome",
    os: "Windows",
    device: "desktop",
    bot: null,
    country: "US",
    referringDomain: "google.com",
    channel: "email",
    utmSource: "letter",
    utmMedium: "email",
    utmCampaign: "frost",
    context: {
      library: { name: "analytics.js", version: "npm:next-1.84.3" },
      locale: "de-DE",
      timezone: "Europe/Berlin",
    },
  });
  expect(added.userId).toBeUndefined();
  expect(added.anonymousId).toMatch(/^[0-9a-f-]{36}$/);
  expect(only(events, ({ type }) => type === "page")).toMatchObject({
    name: "Shop",
    properties: { season: "autumn", path: "/" },
  });
  expect(only(events, ({ type }) => type === "identify")).toMatchObject({
    userId: "ada@1",
    traits: { email: "ada@example.com", plan: null },
  });
  expect(only(events, ({ type }) => type === "group")).toMatchObject({
    groupId: "team-1",
    traits: { name: "Alpine Guides" },
  });
  expect(only(events, ({ type }) => type === "alias")).toMatchObject({ previousId: "ada@1" });
  const signedIn = only(events, ({ event }) => event === "Signed In");
  expect(signedIn).toMatchObject({ userId: "ada@1", anonymousId: added.anonymousId, person: "u:ada@1" });
  expect(JSON.stringify(events)).not.toContain(source.writeKey);
  await leave();
});

test("batching delivery: one request for several calls", async () => {
  const source = await newSource("public");
  const { page, wrong, leave } = await open(source, {
    deliveryStrategy: { strategy: "batching", config: { size: 3, timeout: 60_000 } },
  });
  const posts: string[] = [];
  page.on("request", (request) => request.method() === "POST" && posts.push(new URL(request.url()).pathname));
  await page.evaluate(`analytics.track("One"), analytics.track("Two"), analytics.track("Three")`);
  const events = await source.storedForGood(3);
  expect(events).toHaveLength(3);
  expect(new Set(events.map(({ event }) => event))).toEqual(new Set(["One", "Two", "Three"]));
  expect(new Set(events.map(({ receivedAt }) => receivedAt)).size).toBe(1);
  expect(posts).toEqual(["/v1/b"]);
  expect(wrong).toEqual([]);
  await leave();
});

test.each([
  { strategy: "batching", config: { size: 10, timeout: 60_000 } },
  { strategy: "standard", config: { keepalive: true } },
])("page unload, $strategy: the last call before leaving arrives", async (deliveryStrategy) => {
  const source = await newSource("public");
  const { page, leave } = await open(source, { deliveryStrategy });
  // A page view before, as any visit has: it leaves the preflight's answer in the browser's cache.
  await say(page, `page()`);
  await page.evaluate(`analytics.track("Left"), setTimeout(() => { location.href = "/next" }, 20)`);
  await page.waitForURL("**/next");
  const events = await source.storedForGood(2);
  expect(events.map(({ event, type }) => event ?? type).toSorted()).toEqual(["Left", "page"]);
  await leave();
});

test("a header of the site's own passes the preflight", async () => {
  const source = await newSource("public");
  const deliveryStrategy = { config: { headers: { "x-custom": "1", "content-type": "application/json" } } };
  const { page, wrong, leave } = await open(source, { deliveryStrategy });
  await say(page, `track("With A Header")`);
  expect(await source.stored(1)).toMatchObject([{ event: "With A Header" }]);
  expect(wrong).toEqual([]);
  await leave();
});

test("what was refused once is sent again by itself, and stored once", async () => {
  const source = await newSource("public");
  const proxy = await unsteadyProxy(source.url, [{ refuse: 503 }]);
  const { page, leave } = await open(source, { apiHost: `${new URL(proxy.url).host}/v1`, protocol: "http" });
  await page.evaluate(`void analytics.track("Sent Again")`);
  expect(await source.storedForGood(1)).toMatchObject([{ event: "Sent Again", retries: 1 }]);
  expect(proxy.passages.map(({ status }) => status)).toEqual([503, 200]);
  proxy.close();
  await leave();
});

test("a browser without a person is stored, and marked", async () => {
  const source = await newSource("public");
  const { page, leave } = await open(source, {}, { kind: "robot" });
  await say(page, `page()`);
  expect(await source.stored(1)).toMatchObject([
    { type: "page", bot: expect.stringContaining("Headless"), device: "bot" },
  ]);
  await leave();
});
