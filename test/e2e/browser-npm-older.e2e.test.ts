import { expect, test } from "vitest";
import { newVisitor, openBrowser } from "../support/browser.ts";
import { segmentLibrary } from "../support/segment-library-e2e.ts";
import { html, startSite } from "../support/site-e2e.ts";
import { newSource, only } from "../support/stored-e2e.ts";
import { watchTraffic } from "../support/traffic-e2e.ts";

test("analytics-next before 1.84: an event is plain text with its key inside, so nothing is preflighted", async () => {
  const source = await newSource("public");
  const site = await startSite({
    "/": html("Shop", `<script src="/app.js"></script>`),
    "/app.js": await segmentLibrary("analytics-next-1-83"),
  });
  const browser = await openBrowser();
  const { page, wrong } = await newVisitor(browser);
  const began = await watchTraffic(page);
  await page.goto(site.url);
  await page.evaluate(
    `window.analytics = segment.AnalyticsBrowser.load(
      { writeKey: ${JSON.stringify(source.writeKey)}, cdnURL: ${JSON.stringify(source.url)} })`,
  );
  await page.evaluate(`analytics.track("Product Added", { sku: "tent-2" }).then(() => undefined)`);
  await page.evaluate(`analytics.identify("ada@1", { plan: "club" }).then(() => undefined)`);
  const events = await source.storedForGood(2);
  await browser.close();
  site.close();

  expect(events).toHaveLength(2);
  const added = only(events, ({ event }) => event === "Product Added");
  expect(added).toMatchObject({
    type: "track",
    properties: { sku: "tent-2" },
    side: "client",
    browser: "Chrome",
    context: { library: { name: "analytics.js", version: "npm:next-1.83.0" } },
  });
  expect(only(events, ({ type }) => type === "identify")).toMatchObject({
    userId: "ada@1",
    anonymousId: added.anonymousId,
    traits: { plan: "club" },
  });
  const posts = began.filter(({ method }) => method === "POST");
  expect(posts.map(({ url }) => url.pathname)).toEqual(["/v1/t", "/v1/i"]);
  for (const { headers } of posts) {
    expect(headers).toMatchObject({ "Content-Type": "text/plain" });
    expect(headers).not.toHaveProperty("Authorization");
  }
  expect(began.filter(({ method }) => method === "OPTIONS")).toEqual([]);
  expect(new Set(began.map(({ url }) => url.origin))).toEqual(new Set([site.url, source.url]));
  expect(wrong).toEqual([]);
});
