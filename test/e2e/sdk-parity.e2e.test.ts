import { createRequire } from "node:module";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { newVisitor, openBrowser } from "../support/browser.ts";
import { startSdkSite } from "../support/sdk-site-e2e.ts";
import { newSource, only, type Stored } from "../support/stored-e2e.ts";

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
  // Segment's own is always there, under the name it has in its package.
  const site = await startSdkSite(inject("headwater").url, pages, (path) => path.replace("analytics.min.js", file));
  const { host } = new URL(site.url);
  const snippet = segment
    .min({ apiKey: source.writeKey, host, useHostForBundles: true })
    .replaceAll(`https://${host}`, site.url);
  pages["/shop"] = {
    head: `<link rel="canonical" href="https://shop.example/tents?color=red"><script>${snippet}</script><script>${EARLY}</script>`,
  };
  const { page, wrong, leave } = await newVisitor(browser);
  await page.goto(`${site.url}/shop?utm_source=letter&utm_campaign=frost&gclid=g1#top`, {
    referer: "https://news.example/story",
  });
  await page.waitForFunction("analytics.initialized");
  await page.evaluate(`(async () => { ${LATER}; })()`);
  const events = await source.stored(17);
  expect(wrong).toEqual([]);
  await leave();
  site.close();
  // Each site has a port of its own, and each source a number.
  return JSON.parse(JSON.stringify(events).replaceAll(host, "HOST")) as Stored[];
}

/** Fields that differ for any two visits. */
const OWN = ["seq", "messageId", "timestamp", "receivedAt", "sentAt", "originalTimestamp", "source", "original"];

/** What an event is called here: by its name, else by its type and whom it names. */
const titleOf = ({ event, name, type, traits, userId }: Stored): string =>
  event ?? name ?? (/^(identify|group)$/.test(type) ? `${type} ${userId} ${Object.keys(traits).join()}` : type);

/**
 * Where ours differs on purpose:
 *   alias       theirs says the old id in both places once somebody is identified, so that nothing is joined
 *   page, Early theirs puts the id of an identify on calls that came before it; ours leaves it to the map of who is who
 *   Search      theirs takes a page's own `search` property for the query of its address, and loses the campaign with it
 */
const DIFFERENT: Record<string, string[]> = {
  alias: ["userId", "person"],
  page: ["userId"],
  Early: ["userId"],
  Search: ["context", "channel", "clickIds", "utmSource", "utmCampaign"],
};

/** Events by their titles, less what differs; ids numbered by when they first occur. */
function comparable(events: Stored[]): Record<string, Record<string, unknown>> {
  const order = events.toSorted(
    (a, b) => Date.parse(a.originalTimestamp ?? "") - Date.parse(b.originalTimestamp ?? ""),
  );
  const ids = [...new Set(order.map(({ anonymousId }) => anonymousId))];
  return Object.fromEntries(
    order.map((event) => {
      // Ours leaves to the server what the request and the address say already.
      const { library: _l, userAgent: _u, userAgentData: _d, campaign: _c, ...context } = event.context;
      const { "Segment.io": _s, ...integrations } = event.integrations;
      const said: Record<string, unknown> = {
        ...event,
        anonymousId: `device ${ids.indexOf(event.anonymousId)}`,
        person: event.person?.startsWith("u:") ? event.person : "a device",
        integrations,
        context,
      };
      for (const field of [...OWN, ...(DIFFERENT[titleOf(event)] ?? [])]) delete said[field];
      return [titleOf(event), said];
    }),
  );
}

test("the same page with Segment's library and with ours: the same events are stored, field by field", async () => {
  const [theirs, ours] = await Promise.all([visit("standalone.js"), visit("analytics.min.js")]);
  const librariesOf = (events: Stored[]) => new Set(events.map(({ context }) => at(context["library"])));
  expect(librariesOf(theirs)).toEqual(new Set(["analytics.js"]));
  expect(librariesOf(ours)).toEqual(new Set(["headwater.js"]));
  expect(Object.keys(comparable(theirs))).toHaveLength(17);
  expect(comparable(ours)).toEqual(comparable(theirs));

  const differing = (events: Stored[]) =>
    Object.entries(DIFFERENT).map(([title]) => {
      const { userId, utmSource } = only(events, (event) => titleOf(event) === title);
      return { title, userId, utmSource };
    });
  expect(differing(ours)).toEqual([
    { title: "alias", userId: "ada-2", utmSource: "letter" },
    { title: "page", userId: undefined, utmSource: "letter" },
    { title: "Early", userId: undefined, utmSource: "letter" },
    { title: "Search", userId: "ada", utmSource: "letter" },
  ]);
  expect(differing(theirs)).toEqual([
    { title: "alias", userId: "ada", utmSource: "letter" },
    { title: "page", userId: "ada", utmSource: "letter" },
    { title: "Early", userId: "ada", utmSource: "letter" },
    { title: "Search", userId: "ada", utmSource: null },
  ]);
});

const at = (library: unknown): unknown => (library as { name: string }).name;
