import { setTimeout as sleep } from "node:timers/promises";
import { build } from "esbuild";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newVisitor, openBrowser } from "../support/browser.ts";
import { html, startSite } from "../support/site-e2e.ts";
import { newSource, only, type Stored, type TestSource } from "../support/stored-e2e.ts";
import { type Began, watchTraffic } from "../support/traffic-e2e.ts";
import { unsteadyProxy } from "../support/unsteady-proxy-e2e.ts";

let browser: Browser;
let site: Awaited<ReturnType<typeof startSite>>;

beforeAll(async () => {
  // The build that holds its plugins: the plain one fetches them from RudderStack's CDN.
  const { outputFiles } = await build({
    stdin: {
      contents: `export { RudderAnalytics } from "@rudderstack/analytics-js/bundled"`,
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    write: false,
    format: "iife",
    globalName: "rudder",
    platform: "browser",
    logLevel: "error",
  });
  site = await startSite({
    "/": html("Shop", `<script src="/app.js"></script>`),
    "/next": html("Next", ""),
    "/app.js": outputFiles[0]?.text ?? "",
  });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  site.close();
});

/** Opens the shop as a visitor who came through a link, and waits until the library has its configuration from us. */
async function open(source: TestSource, options: object = {}, host = source.url) {
  const visitor = await newVisitor(browser);
  const began = await watchTraffic(visitor.page);
  await visitor.page.goto(`${site.url}/?utm_source=letter`, { referer: "https://www.google.com/" });
  await visitor.page.evaluate(
    `window.analytics = new rudder.RudderAnalytics(),
     analytics.load(${JSON.stringify(source.writeKey)}, ${JSON.stringify(host)},
       ${JSON.stringify({ configUrl: host, ...options })}),
     new Promise((resolve) => analytics.ready(resolve))`,
  );
  return { ...visitor, began };
}

const paths = (began: Began[], method: string): string[] =>
  began.filter((request) => request.method === method).map(({ url }) => url.pathname);
const elsewhere = (began: Began[], ...known: string[]): string[] =>
  began.filter(({ url }) => !known.includes(url.origin)).map(({ url }) => url.href);
const names = (events: Stored[]): string[] => events.map(({ event, type }) => event ?? type).toSorted();

test("one request an event: all that a page says, and what the edge knows of it", async () => {
  const source = await newSource("public");
  const { page, wrong, began, leave } = await open(source);
  await page.evaluate(`
    analytics.page("Shop", { season: "autumn" });
    analytics.track("Product Added", { sku: "tent-2", price: 289 });
    analytics.identify("ada@1", { email: "ada@example.com" });
    analytics.group("team-1", { name: "Alpine Guides" });`);
  // Whose the device is decides the earlier of two claims, and each request corrects its clock by itself: told in one
  // breath, they could come out either way round.
  await sleep(1_500);
  await page.evaluate(`
    analytics.alias("ada@2", "ada@1");
    analytics.track("Signed In");
    analytics.reset(true);
    analytics.track("Signed Out");`);
  const events = await source.storedForGood(7);
  expect(wrong).toEqual([]);
  expect(names(events)).toEqual(["Product Added", "Signed In", "Signed Out", "alias", "group", "identify", "page"]);

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
    utmSource: "letter",
    retries: 0,
    original: { userId: "" },
    context: {
      library: { name: "RudderLabs JavaScript SDK", version: "3.34.1" },
      locale: "de-DE",
    },
  });
  expect(added.userId).toBeUndefined();
  expect(added.anonymousId).toMatch(/^[0-9a-f-]{36}$/);
  const viewed = only(events, ({ type }) => type === "page");
  expect(viewed).toMatchObject({ name: "Shop", properties: { season: "autumn" }, anonymousId: added.anonymousId });
  const identified = only(events, ({ type }) => type === "identify");
  expect(identified).toMatchObject({ userId: "ada@1", traits: { email: "ada@example.com" } });
  expect(identified.original).not.toHaveProperty("traits");
  expect(only(events, ({ type }) => type === "group")).toMatchObject({
    groupId: "team-1",
    traits: { name: "Alpine Guides" },
    userId: "ada@1",
  });
  expect(only(events, ({ type }) => type === "alias")).toMatchObject({ userId: "ada@2", previousId: "ada@1" });
  const signedIn = only(events, ({ event }) => event === "Signed In");
  expect(signedIn).toMatchObject({ anonymousId: added.anonymousId });
  const signedOut = only(events, ({ event }) => event === "Signed Out");
  expect(signedOut.userId).toBeUndefined();
  expect(signedOut.anonymousId).not.toBe(added.anonymousId);
  expect(JSON.stringify(events)).not.toContain(source.writeKey);

  expect(paths(began, "GET")).toContain("/sourceConfig/");
  expect(paths(began, "POST").toSorted()).toEqual(
    ["alias", "group", "identify", "page", "track", "track", "track"].map((call) => `/v1/${call}`),
  );
  expect(paths(began, "OPTIONS")).toContain("/v1/track");
  expect(elsewhere(began, site.url, source.url)).toEqual([]);
  await leave();
});

const BATCH = { enabled: true, maxItems: 3, flushInterval: 60_000 };

test("batches: one request for several calls", async () => {
  const source = await newSource("public");
  const { page, wrong, began, leave } = await open(source, { queueOptions: { batch: BATCH } });
  await page.evaluate(`analytics.track("One"); analytics.track("Two"); analytics.track("Three")`);
  const events = await source.storedForGood(3);
  expect(names(events)).toEqual(["One", "Three", "Two"]);
  expect(new Set(events.map(({ receivedAt }) => receivedAt)).size).toBe(1);
  expect(paths(began, "POST")).toEqual(["/v1/batch"]);
  expect(elsewhere(began, site.url, source.url)).toEqual([]);
  expect(wrong).toEqual([]);
  await leave();
});

test("useBeacon: a full queue goes as plain text, without a preflight, its key in the query", async () => {
  const source = await newSource("public");
  const { page, wrong, began, leave } = await open(source, { useBeacon: true, beaconQueueOptions: { maxItems: 2 } });
  await page.evaluate(`analytics.track("One"); analytics.track("Two")`);
  const events = await source.storedForGood(2);
  expect(names(events)).toEqual(["One", "Two"]);
  expect(paths(began, "POST")).toEqual(["/beacon/v1/batch"]);
  expect(began.find(({ method }) => method === "POST")?.url.search).toBe(`?writeKey=${source.writeKey}`);
  expect(paths(began, "OPTIONS")).not.toContain("/beacon/v1/batch");
  expect(elsewhere(began, site.url, source.url)).toEqual([]);
  expect(wrong).toEqual([]);
  await leave();
});

// The next page has no library that could send what the first one left behind. What a page sends while it goes, its
// protocol session no longer tells: the proxy does.
test.each([
  { options: { useBeacon: true }, path: "/beacon/v1/batch", goes: "to another page" },
  { options: { useBeacon: true }, path: "/beacon/v1/batch", goes: "with its tab" },
  { options: { queueOptions: { batch: BATCH } }, path: "/v1/batch", goes: "to another page" },
])("page unload, $path: what waited arrives when the visitor goes $goes", async ({ options, path, goes }) => {
  const source = await newSource("public");
  const proxy = await unsteadyProxy(source.url, []);
  const { page, wrong, began, leave } = await open(source, options, proxy.url);
  const byBeacon = path.startsWith("/beacon");
  if (!byBeacon) {
    // A full batch before: it leaves the preflight's answer in the browser's cache.
    await page.evaluate(`analytics.track("One"); analytics.track("Two"); analytics.track("Three")`);
    await source.stored(3);
    proxy.passages.length = 0;
  }
  await page.evaluate(`analytics.identify("ada@1", { plan: "club" }); analytics.track("Left")`);
  await page.waitForTimeout(500);
  expect(proxy.passages).toEqual([]);
  if (goes === "with its tab") await page.close({ runBeforeUnload: true });
  else await page.goto(`${site.url}/next`);

  const events = await source.storedForGood(byBeacon ? 2 : 5);
  expect(names(events)).toEqual(byBeacon ? ["Left", "identify"] : ["Left", "One", "Three", "Two", "identify"]);
  expect(proxy.passages).toMatchObject([{ path: expect.stringContaining(path), status: 200 }]);
  expect(only(events, ({ type }) => type === "identify")).toMatchObject({ userId: "ada@1", traits: { plan: "club" } });
  expect(only(events, ({ event }) => event === "Left")).toMatchObject({
    userId: "ada@1",
    side: "client",
    browser: "Chrome",
    os: "Windows",
    context: { library: { name: "RudderLabs JavaScript SDK" } },
  });
  expect(elsewhere(began, site.url, proxy.url)).toEqual([]);
  expect(wrong).toEqual([]);
  await leave();
  proxy.close();
});

test("what was refused once is sent again by itself, and stored once", async () => {
  const source = await newSource("public");
  const proxy = await unsteadyProxy(source.url, [{ refuse: 503 }]);
  const { page, began, leave } = await open(source, {}, proxy.url);
  await page.evaluate(`analytics.track("Sent Again")`);
  expect(await source.storedForGood(1)).toMatchObject([{ event: "Sent Again", retries: 1 }]);
  expect(proxy.passages.map(({ status }) => status)).toEqual([503, 200]);
  expect(elsewhere(began, site.url, proxy.url)).toEqual([]);
  await leave();
  proxy.close();
});
