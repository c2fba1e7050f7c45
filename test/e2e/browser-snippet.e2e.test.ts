import { createRequire } from "node:module";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { snippet as ourSnippet } from "#dashboard/api/first-lines.ts";
import { newVisitor, openBrowser } from "../support/browser.ts";
import { html, startSite } from "../support/site-e2e.ts";
import { newSource, only, type TestSource } from "../support/stored-e2e.ts";

const segment = createRequire(import.meta.url)("@segment/snippet") as {
  max(options: { apiKey: string; host: string; useHostForBundles: boolean }): string;
};

/** Segment's own text, which knows https:// only, as a customer would paste it; here the host has no certificate. */
const segmentSnippet = ({ writeKey, url }: TestSource): string => {
  const { host } = new URL(url);
  const text = segment.max({ apiKey: writeKey, host, useHostForBundles: true });
  return `<script>${text.replaceAll(`https://${host}`, url)}</script>`;
};

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

describe.each([
  { whose: "Segment's snippet", snippet: segmentSnippet },
  {
    whose: "the snippet that `npm run dev` prints",
    snippet: (source: TestSource) => ourSnippet(source.url, source.writeKey),
  },
])("$whose", ({ snippet }) => {
  async function open(path: string) {
    const source = await newSource("public");
    const site = await startSite({
      "/": html("Shop", snippet(source), `<script>analytics.track("Seen Early", { n: 1 })</script>`),
      "/next": html("Next", ""),
    });
    const visitor = await newVisitor(browser);
    const fetched: string[] = [];
    visitor.page.on("request", (request) => fetched.push(request.url()));
    await visitor.page.goto(site.url + path, { referer: "https://news.example/story" });
    return {
      ...visitor,
      source,
      fetched,
      async leave() {
        await visitor.leave();
        site.close();
      },
    };
  }

  test("what is called before the library is there is kept and sent", async () => {
    const { page, source, wrong, fetched, leave } = await open("/?utm_source=letter&utm_campaign=frost");
    await page.waitForFunction(`analytics.initialized`);
    await page.evaluate(`analytics.track("Seen Later", { n: 2 }).then(() => undefined)`);
    const events = await source.storedForGood(3);
    expect(wrong).toEqual([]);
    expect(events).toHaveLength(3);
    expect(only(events, ({ type }) => type === "page")).toMatchObject({ path: "/", referringDomain: "news.example" });
    expect(only(events, ({ event }) => event === "Seen Early")).toMatchObject({
      properties: { n: 1 },
      utmSource: "letter",
      utmCampaign: "frost",
      browser: "Chrome",
      context: { library: { name: "headwater.js" } },
    });
    expect(only(events, ({ event }) => event === "Seen Later")).toMatchObject({ properties: { n: 2 } });
    expect(
      fetched.filter(
        (address) =>
          !address.startsWith(inject("headwater").url) && !address.startsWith(page.url().split("?")[0] ?? ""),
      ),
    ).toEqual([]);
    await leave();
  });

  test("a link that says who comes, and what for, is understood: the library fetches a part of itself for it", async () => {
    const { page, source, wrong, leave } = await open(
      "/?ajs_uid=ada-1&ajs_event=Letter%20Clicked&ajs_prop_letter=7&ajs_trait_plan=club",
    );
    await page.waitForFunction(`analytics.initialized`);
    const events = await source.storedForGood(4);
    expect(wrong).toEqual([]);
    expect(only(events, ({ event }) => event === "Letter Clicked")).toMatchObject({ properties: { letter: "7" } });
    expect(only(events, ({ type }) => type === "identify")).toMatchObject({
      userId: "ada-1",
      traits: { plan: "club" },
    });
    await leave();
  });

  test("page unload: the last call before leaving arrives", async () => {
    const { page, source, leave } = await open("/");
    await page.waitForFunction(`analytics.initialized`);
    await source.stored(2);
    await page.evaluate(`analytics.track("Left"), setTimeout(() => { location.href = "/next" }, 20)`);
    await page.waitForURL("**/next");
    expect((await source.storedForGood(3)).map(({ event, type }) => event ?? type).toSorted()).toEqual([
      "Left",
      "Seen Early",
      "page",
    ]);
    await leave();
  });
});
