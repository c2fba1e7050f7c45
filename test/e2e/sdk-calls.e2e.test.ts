import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { newVisitor, openBrowser } from "../support/browser.ts";
import { manual, startSdkSite, tag } from "../support/sdk-site-e2e.ts";
import { newSource, only, type Stored } from "../support/stored-e2e.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

async function open(pages: (key: string) => Parameters<typeof startSdkSite>[1], path = "/") {
  const source = await newSource("public");
  const site = await startSdkSite(inject("headwater").url, pages(source.writeKey));
  const visitor = await newVisitor(browser);
  await visitor.page.goto(site.url + path, { referer: "https://news.example/story" });
  await visitor.page.waitForFunction("window.analytics && analytics.initialized");
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
const run = (page: Page, script: string): Promise<unknown> => page.evaluate(`(async () => { ${script} })()`);
const names = (events: Stored[]): string[] => events.map(({ event, type }) => event ?? type).toSorted();

describe.concurrent("the API", () => {
  test("every method and overload, as Segment's library takes them", async () => {
    const { page, source, wrong, leave } = await open((key) => ({ "/": { head: manual(key) } }));
    await run(
      page,
      `
      window.called = 0;
      const back = () => { window.called += 1; };
      analytics.track("T1");
      analytics.track("T2", { n: 2 });
      analytics.track("T3", { n: 3 }, { context: { deep: 1 }, ip: "0.0.0.0", timestamp: "2026-01-02T03:04:05.678Z" });
      analytics.track("T4", { n: 4 }, {}, back);
      analytics.track("T5", { n: 5 }, back);
      analytics.track("T6", back);
      analytics.track("T7", null, { integrations: { All: false } });
      analytics.track({ event: "T8", properties: { n: 8 } }, { messageId: "m-8" });
      analytics.page();
      analytics.page("P1");
      analytics.page("Docs", "P2", { n: 2 }, {}, back);
      analytics.page({ n: 3 });
      analytics.page("P4", { n: 4 }, { context: { deep: 4 } });
      analytics.page("P5", back);
      analytics.screen("S1", { n: 1 });
      analytics.identify("ada", { plan: "club" });
      analytics.identify({ email: "ada@example.com" });
      analytics.identify(null, { age: 38 }, back);
      analytics.group("team", { size: 2 });
      analytics.alias("ada-2", "ada");
      await analytics.track("T9");
      window.users = [analytics.user().id(), analytics.user().traits(), analytics.group().id(), analytics.group().traits()];
      window.before = analytics.user().anonymousId();
      analytics.identify(7);
      window.after = analytics.user().anonymousId();
      analytics.setAnonymousId("anon-1");
      analytics.track("T10");
      analytics.reset();
      await analytics.track("T11");
      window.late = [analytics.user().id(), analytics.user().traits(), analytics.user().anonymousId()];
    `,
    );
    const events = await source.stored(23);
    expect(wrong).toEqual([]);
    expect(await page.evaluate("called")).toBe(6);
    expect(names(events)).toEqual(
      // T… and S… by their own names, the other calls by their type.
      [..."T1 T2 T3 T4 T5 T6 T7 T8 T9 T10 T11".split(" "), ...Array<string>(6).fill("page"), "screen", "group", "alias"]
        .concat(Array<string>(4).fill("identify"))
        .toSorted(),
    );
    const track = (name: string) => only(events, ({ event }) => event === name);
    expect(track("T3")).toMatchObject({
      properties: { n: 3 },
      context: { deep: 1, ip: "0.0.0.0" },
      ip: "0.0.0.0",
      side: "client",
      browser: "Chrome",
      os: "Windows",
      referringDomain: "news.example",
    });
    expect(Date.parse(track("T3").timestamp)).toBeLessThan(Date.parse("2026-01-03"));
    expect(track("T5").properties).toEqual({ n: 5 });
    expect(track("T7")).toMatchObject({ properties: {}, integrations: { All: false } });
    expect(track("T8")).toMatchObject({ properties: { n: 8 }, messageId: "m-8" });
    const pages = events.filter(({ type }) => type === "page");
    expect(pages.map(({ name }) => name ?? null)).toEqual([null, "P1", "P2", null, "P4", "P5"]);
    expect(pages[2]).toMatchObject({ category: "Docs", properties: { n: 2, category: "Docs", name: "P2", path: "/" } });
    expect(pages[3]?.properties).toMatchObject({ n: 3, path: "/", title: "/", referrer: "https://news.example/story" });
    const identified = events.filter(({ type }) => type === "identify");
    expect(identified.map(({ userId, traits }) => [userId, traits])).toEqual([
      ["ada", { plan: "club" }],
      ["ada", { plan: "club", email: "ada@example.com" }],
      ["ada", { plan: "club", email: "ada@example.com", age: 38 }],
      ["7", {}],
    ]);
    expect(only(events, ({ type }) => type === "group")).toMatchObject({ groupId: "team", traits: { size: 2 } });
    expect(only(events, ({ type }) => type === "alias")).toMatchObject({ userId: "ada-2", previousId: "ada" });
    expect(track("T9")).toMatchObject({ userId: "ada", anonymousId: track("T1").anonymousId });
    expect(await page.evaluate("users")).toEqual([
      "ada",
      { plan: "club", email: "ada@example.com", age: 38 },
      "team",
      { size: 2 },
    ]);
    expect(await page.evaluate("before !== after")).toBe(true);
    expect(track("T10")).toMatchObject({ anonymousId: "anon-1", userId: "7" });
    const last = track("T11");
    expect(last.userId).toBeUndefined();
    expect(await page.evaluate("late")).toEqual([null, {}, last.anonymousId]);
    expect(last.anonymousId).not.toBe("anon-1");
    await leave();
  });

  test("listeners, middlewares, consent, opt-out", async () => {
    const { page, source, wrong, leave } = await open((key) => ({ "/": { head: manual(key) } }));
    await run(
      page,
      `
      window.heard = [];
      const hear = (...said) => heard.push(said);
      analytics.on("track", hear);
      analytics.once("page", hear);
      analytics.track("Heard", { n: 1 }, { context: { x: 1 } });
      analytics.page("Docs", "One", { n: 2 });
      analytics.page("Two");
      analytics.off("track", hear);
      analytics.addSourceMiddleware(({ payload, next }) => {
        if (payload.obj.event === "Held back") return next(null);
        payload.obj.properties.stamped = true;
        setTimeout(() => next(payload), 10);
      });
      analytics.consent({ Advertising: false, Analytics: true });
      analytics.track("Stamped");
      analytics.track("Held back");
      await analytics.ready();
      await new Promise((wait) => setTimeout(wait, 800));
      analytics.optOut();
      analytics.track("Opted out");
      analytics.optOut(false);
      await analytics.track("Opted in");
    `,
    );
    const events = await source.storedForGood(5);
    expect(wrong).toEqual([]);
    expect(names(events)).toEqual(["Heard", "Opted in", "Stamped", "page", "page"]);
    expect(only(events, ({ event }) => event === "Stamped")).toMatchObject({
      properties: { stamped: true },
      context: { consent: { categoryPreferences: { Advertising: false, Analytics: true } } },
    });
    expect(await page.evaluate("heard")).toEqual([
      ["Heard", { n: 1 }, { context: { x: 1 } }],
      ["Docs", "One", { n: 2 }, {}],
    ]);
    await leave();
  });

  test("trackLink and trackForm: the visitor goes on at once, and nothing is lost", async () => {
    const { page, source, wrong, leave } = await open((key) => ({
      "/": {
        head: manual(key),
        body: `<a id="a" href="/next">next</a><form id="f" action="/next"><button id="b">send</button></form>`,
      },
      "/next": { head: manual(key) },
    }));
    await run(
      page,
      `analytics.trackLink(document.querySelector("a"), (link) => "Link " + link.id, { n: 1 });
       analytics.trackForm(document.querySelectorAll("form"), "Form", (form) => ({ form: form.id }));
       analytics.debug(); analytics.addDestinationMiddleware("x", () => {});`,
    );
    await page.waitForFunction("document.querySelector('script[src$=\"auto.js\"]')");
    await page.waitForLoadState("networkidle");
    await page.click("#a");
    await page.waitForURL("**/next");
    await page.goBack();
    await run(page, `analytics.trackForm(document.querySelector("form"), "Form", (form) => ({ form: form.id }))`);
    await page.waitForLoadState("networkidle");
    await page.click("#b");
    await page.waitForURL("**/next?");
    const events = await source.stored(2);
    expect(names(events)).toEqual(["Form", "Link a"]);
    expect(only(events, ({ event }) => event === "Form").properties).toEqual({ form: "f" });
    expect(wrong).toEqual([]);
    await leave();
  });

  test("ids that Segment's, RudderStack's and Mixpanel's libraries left are taken over", async () => {
    const rudder = `RS_ENC_v3_${btoa('"rudder-device-1"')}`;
    const mixpanel = encodeURIComponent(JSON.stringify({ distinct_id: "$device:mp-1", $device_id: "mixpanel-1" }));
    const cookies = {
      "/segment": ["ajs_anonymous_id=segment-1", "ajs_user_id=ada"],
      "/rudder": [`rl_anonymous_id=${encodeURIComponent(rudder)}`],
      "/mixpanel": [`mp_token_mixpanel=${mixpanel}`],
    };
    for (const [path, list] of Object.entries(cookies)) {
      const set = list.map((cookie) => `document.cookie = ${JSON.stringify(cookie)};`).join("");
      const { page, leave } = await open(
        (key) => ({ [path]: { head: `<script>${set}</script>${manual(key)}` } }),
        path,
      );
      const ids = await page.evaluate("[analytics.user().anonymousId(), analytics.user().id()]");
      expect(ids).toEqual([
        { "/segment": "segment-1", "/rudder": "rudder-device-1", "/mixpanel": "mixpanel-1" }[path],
        path === "/segment" ? "ada" : null,
      ]);
      await leave();
    }
  });

  test("a share of the visitors, Global Privacy Control: who is out sends nothing", async () => {
    const { page, source, leave } = await open((key) => ({
      "/": { head: tag(key, { sample: 0 }) },
      "/all": { head: tag(key, { sample: 1 }) },
      "/gpc": {
        head: `<script>Object.defineProperty(navigator, "globalPrivacyControl", { value: true })</script>${tag(key, { respectGpc: true })}`,
      },
    }));
    await page.goto(page.url().replace(/\/$/, "/gpc"));
    await page.waitForFunction("window.analytics && analytics.initialized");
    await page.goto(page.url().replace("/gpc", "/all"));
    const events = await source.storedForGood(1);
    expect(events.map(({ path }) => path)).toEqual(["/all"]);
    await leave();
  });
});
