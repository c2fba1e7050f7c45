import { createRequire } from "node:module";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { newVisitor, openBrowser } from "../support/browser.ts";
import { startSdkSite } from "../support/sdk-site-e2e.ts";
import { newSource, type Stored } from "../support/stored-e2e.ts";

const segment = createRequire(import.meta.url)("@segment/snippet") as {
  min(options: { apiKey: string; host: string; useHostForBundles: boolean }): string;
};

/** What a site says with Segment's snippet, before the library is there and after. */
const EARLY = `
  analytics.track("Early", { n: 1 });
  analytics.identify("ada", { plan: "club" });
`;
const LATER = `
  analytics.track("Product Added", { sku: "tent-2", price: 289, nested: { a: [1, null] }, none: undefined });
  analytics.track({ event: "As An Object", properties: { n: 1 } });
  analytics.track("With Options", {}, { context: { traits: { x: 1 } }, integrations: { Amplitude: { session_id: 1 } }, ip: "198.51.100.7" });
  analytics.page("Docs", "Pricing", { season: "autumn" });
  analytics.page("Search", { search: "?q=tents" });
  analytics.screen("Home", { n: 1 });
  analytics.identify({ email: "ada@example.com" });
  analytics.identify("ada", { age: 38 });
  analytics.group("team", { employees: 12 });
  analytics.group({ industry: "guides" });
  analytics.alias("ada-2", "ada");
  analytics.identify("bob");
  analytics.track("Of Bob");
  analytics.reset();
  analytics.track("Of Nobody");
`;

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

/** A visit to the same page at the same address, with the library that this file is. */
async function visit(file: "analytics.min.js" | "standalone.js"): Promise<Stored[]> {
  const source = await newSource("public");
  const pages: Record<string, { head: string }> = {};
  const site = await startSdkSite(inject("headwater").url, pages);
  const { host } = new URL(site.url);
  const snippet = segment
    .min({ apiKey: source.writeKey, host, useHostForBundles: true })
    .replaceAll(`https://${host}`, site.url)
    .replaceAll("analytics.min.js", file);
  pages["/shop"] = {
    head: `<link rel="canonical" href="https://shop.example/tents?color=red"><script>${snippet}</script><script>${EARLY}</script>`,
  };
  const { page, wrong, leave } = await newVisitor(browser);
  await page.goto(`${site.url}/shop?utm_source=letter&utm_campaign=frost&gclid=g1#top`, {
    referer: "https://news.example/story",
  });
  await page.waitForFunction("analytics.initialized");
  await page.evaluate(`(async () => { ${LATER}; })()`);
  const events = await source.stored(18);
  expect(wrong).toEqual([]);
  await leave();
  site.close();
  // Each site has a port of its own, and each source a number.
  return JSON.parse(JSON.stringify(events).replaceAll(host, "HOST")) as Stored[];
}

/** Fields that differ for any two visits. */
const OWN = [
  "seq",
  "messageId",
  "timestamp",
  "receivedAt",
  "sentAt",
  "originalTimestamp",
  "source",
  "original",
] as const;

/** Ids by the order in which they first occur, which is the same where each library makes them at the same moments. */
function comparable(events: Stored[]): Record<string, unknown>[] {
  const order = events.toSorted(
    (a, b) => Date.parse(a.originalTimestamp ?? "") - Date.parse(b.originalTimestamp ?? ""),
  );
  const known: string[] = [];
  const numbered = (id: string | undefined) => {
    if (id === undefined) return undefined;
    if (!known.includes(id)) known.push(id);
    return `device ${known.indexOf(id)}`;
  };
  const said = order.map((event) => {
    const { context, retries: _, ...rest } = event;
    const { library, userAgent: __, userAgentData: ___, campaign: ____, ...shared } = context;
    for (const field of OWN) delete (rest as Record<string, unknown>)[field];
    const { "Segment.io": _____, ...integrations } = rest.integrations;
    const isOurs = (library as { name: string }).name === "headwater.js";
    expect(library).toMatchObject({ name: isOurs ? "headwater.js" : "analytics.js" });
    return {
      ...rest,
      anonymousId: numbered(rest.anonymousId),
      person: rest.person?.startsWith("u:") ? rest.person : "a device",
      integrations,
      context: shared,
    };
  });
  const key = (event: Record<string, unknown>) =>
    JSON.stringify([event["type"], event["event"], event["name"], event["traits"], event["userId"]]);
  return said.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

test("the same page with Segment's library and with ours: the same events are stored, field by field", async () => {
  const [theirs, ours] = await Promise.all([visit("standalone.js"), visit("analytics.min.js")]);
  expect(theirs).toHaveLength(18);
  expect(comparable(ours)).toEqual(comparable(theirs));
  expect(
    ours.every(
      ({ utmSource, utmCampaign, clickIds }) =>
        utmSource === "letter" && utmCampaign === "frost" && clickIds["gclid"] === "g1",
    ),
  ).toBe(true);
});
