import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { newVisitor, openBrowser } from "../support/browser.ts";
import { manual, startSdkSite, tag } from "../support/sdk-site-e2e.ts";
import { newSource, type Stored } from "../support/stored-e2e.ts";

/** Nothing that a page said is lost, and nothing is stored twice, whatever happens on the way. */
let browser: Browser;
beforeAll(async () => {
  // Playwright switches the cache for going back and forward off.
  browser = await openBrowser({ without: ["--disable-back-forward-cache"] });
});
afterAll(() => browser.close());

async function open(head: (key: string) => string = manual) {
  const source = await newSource("public");
  const site = await startSdkSite(inject("headwater").url, {
    "/": { head: head(source.writeKey), body: `<a href="/next">next</a>` },
    "/next": { head: head(source.writeKey) },
    "/blank": {},
  });
  const visitor = await newVisitor(browser);
  await load(visitor.page, site.url);
  return {
    ...visitor,
    source,
    site,
    async leave() {
      await visitor.leave();
      site.close();
    },
  };
}
async function load(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.waitForFunction("window.analytics && analytics.initialized");
}
const say = (page: Page, ...names: string[]): Promise<unknown> =>
  page.evaluate(`${JSON.stringify(names)}.forEach((name) => void analytics.track(name))`);
const names = (events: Stored[]): string[] => events.map(({ event, type }) => event ?? type).toSorted();
const waiting = (page: Page): Promise<number> =>
  page.evaluate(`Object.keys(localStorage).filter((key) => key.startsWith("hw.")).length`);

describe.concurrent("nothing lost, nothing twice", () => {
  test("offline, then online again", async () => {
    const { page, source, leave } = await open();
    await page.context().setOffline(true);
    await say(page, "One", "Two");
    await sleep(1_500);
    expect(await waiting(page)).toBe(2);
    await page.context().setOffline(false);
    const events = await source.storedForGood(2);
    expect(names(events)).toEqual(["One", "Two"]);
    // Said when it happened, not when it was sent.
    expect(Date.parse(events[0]?.receivedAt ?? "") - Date.parse(events[0]?.timestamp ?? "")).toBeGreaterThan(1_000);
    await leave();
  });

  test.each([
    { what: "503", troubles: [{ refuse: 503 }, { refuse: 503 }], waitMs: 500 },
    { what: "429 with Retry-After", troubles: [{ refuse: 429, retryAfter: "2" }], waitMs: 2_000 },
    // Chromium may send once more itself, at once, where the connection was an old one.
    { what: "the request lost on its way", troubles: [{ loseRequest: true as const }], waitMs: 0 },
    { what: "the answer lost on its way", troubles: [{ loseAnswer: true as const }], waitMs: 0 },
  ])("$what", async ({ troubles, waitMs }) => {
    const { page, source, site, leave } = await open();
    site.meets(...troubles);
    await say(page, "One", "Two", "Three");
    const events = await source.storedForGood(3);
    expect(names(events)).toEqual(["One", "Three", "Two"]);
    expect(site.arrived.map(({ status }) => status)).toEqual([
      ...troubles.map((trouble) => ("refuse" in trouble ? trouble.refuse : 0)),
      200,
    ]);
    expect((site.arrived[1]?.at ?? 0) - (site.arrived[0]?.at ?? 0)).toBeGreaterThanOrEqual(waitMs);
    expect(await waiting(page)).toBe(0);
    await leave();
  });

  test("a tab that is killed, before and during a request: the next page sends what it left", async () => {
    const { page, source, site, leave } = await open();
    const second = await page.context().newPage();
    site.meets({ answerAfterMs: 3_000 });
    await say(page, "Under way");
    await sleep(500);
    await page.evaluate(`void analytics.track("Not yet sent")`);
    const session = await page.context().newCDPSession(page);
    // No unload, no pagehide: as the system does it when memory runs out.
    void session.send("Page.crash").catch(() => undefined);
    await sleep(200);
    await load(second, site.url);
    const events = await source.storedForGood(2);
    expect(names(events)).toEqual(["Not yet sent", "Under way"]);
    await leave();
  });

  test("two tabs share one queue: one sends at a time, each event once", async () => {
    const { page, source, site, leave } = await open();
    const second = await page.context().newPage();
    await load(second, site.url);
    const count = (from: number) => Array.from({ length: 30 }, (_, index) => `Event ${from + index}`);
    site.meets({ answerAfterMs: 300 }, { answerAfterMs: 300 }, { answerAfterMs: 300 });
    await Promise.all([say(page, ...count(100)), say(second, ...count(200))]);
    const events = await source.storedForGood(60);
    expect(names(events)).toEqual([...count(100), ...count(200)]);
    const sent = site.arrived.flatMap(({ messageIds }) => messageIds);
    expect(sent).toHaveLength(60);
    expect(new Set(sent).size).toBe(60);
    await leave();
  });

  test("localStorage is full, or forbidden", async () => {
    const { page, source, leave } = await open();
    // Until not one more character goes in: each size as often as it fits, down to the smallest.
    await page.evaluate(`for (let size = 2 ** 22, n = 0; size >= 1; n += 1)
      try { localStorage["fill" + n] = "x".repeat(size); }
      catch (error) { if (error.name !== "QuotaExceededError") throw error; size = Math.floor(size / 2); }`);
    await say(page, "Full");
    expect(await waiting(page)).toBe(0);

    const forbidden = await open(
      (key) =>
        `<script>Object.defineProperty(window, "localStorage", { get() { throw new DOMException("no", "SecurityError") } });
          Object.defineProperty(document, "cookie", { get: () => "", set() {} })</script>${manual(key)}`,
    );
    await say(forbidden.page, "Forbidden", "Again");
    expect(names(await source.stored(1))).toEqual(["Full"]);
    const events = await forbidden.source.storedForGood(2);
    expect(names(events)).toEqual(["Again", "Forbidden"]);
    expect(new Set(events.map(({ anonymousId }) => anonymousId)).size).toBe(1);
    expect(forbidden.wrong).toEqual([]);
    await leave();
    await forbidden.leave();
  });

  test("the page is left during a request, and before one", async () => {
    const { page, source, site, leave } = await open();
    site.meets({ answerAfterMs: 2_000 });
    await say(page, "Under way");
    await sleep(600);
    await page.evaluate(`void analytics.track("Left"); location.href = "/next"`);
    await page.waitForURL("**/next");
    const events = await source.storedForGood(2);
    expect(names(events)).toEqual(["Left", "Under way"]);
    await leave();
  });

  test("the page is left while the server is down: what the beacon lost is sent by the next page", async () => {
    const { page, source, site, leave } = await open();
    site.meets({ refuse: 503 });
    await page.evaluate(`void analytics.track("Left"); location.href = "/blank"`);
    await page.waitForURL("**/blank");
    await expect.poll(() => site.arrived.length).toBe(1);
    await load(page, site.url);
    expect(names(await source.storedForGood(1))).toEqual(["Left"]);
    expect(await waiting(page)).toBe(0);
    await leave();
  });

  test("back and forward: nothing of ours keeps the page out of the cache, and coming back counts", async () => {
    const { page, source, site, leave } = await open(tag);
    const session = await page.context().newCDPSession(page);
    const reasons: string[] = [];
    session.on("Page.backForwardCacheNotUsed", ({ notRestoredExplanations }) => {
      reasons.push(...notRestoredExplanations.map(({ reason }) => reason));
    });
    await session.send("Page.enable");
    await source.stored(1);
    await page.waitForLoadState("networkidle");
    await page.click("a");
    await page.waitForURL("**/next");
    await source.stored(2);
    await page.goBack();
    await page.waitForURL(`${site.url}/`);
    await page.waitForFunction("window.analytics && analytics.initialized");
    await page.waitForLoadState("networkidle");
    // A browser without a window has no such cache; a page that it could not have kept would be named beside these.
    expect(
      reasons.filter((reason) => !/^(BackForwardCacheDisabledForDelegate|BrowsingInstanceNotSwapped)$/.test(reason)),
    ).toEqual([]);
    expect(reasons).not.toEqual([]);
    // What the cache would say.
    await page.evaluate(`dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
      dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }))`);
    await say(page, "After");
    const events = await source.storedForGood(6);
    expect(names(events)).toEqual(["After", "Element Clicked", "page", "page", "page", "page"]);
    expect(events.filter(({ type }) => type === "page").map(({ path }) => path)).toEqual(["/", "/next", "/", "/"]);
    await leave();
  });
});
