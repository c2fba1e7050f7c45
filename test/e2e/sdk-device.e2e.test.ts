import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { newVisitor, openBrowser } from "../support/browser.ts";
import { manual, startSdkSite } from "../support/sdk-site-e2e.ts";
import { newSource, only } from "../support/stored-e2e.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

test("first party: a device that lost all that scripts keep comes back as itself, one that was reset does not", async () => {
  const source = await newSource("public");
  const site = await startSdkSite(inject("headwater").url, { "/": { head: manual(source.writeKey) } });
  const { page, wrong, leave } = await newVisitor(browser);
  const visit = async (name: string) => {
    await page.goto(site.url);
    await page.waitForFunction("window.analytics && analytics.initialized");
    const before = site.arrived.length;
    await page.evaluate(`void analytics.track(${JSON.stringify(name)})`);
    await expect.poll(() => site.arrived.length).toBe(before + 1);
    await page.waitForLoadState("networkidle");
  };
  await visit("First");
  const [cookie] = (await page.context().cookies()).filter(({ name }) => name === "_d");
  expect(cookie).toMatchObject({ httpOnly: true, secure: true, sameSite: "Lax", path: "/" });
  expect((cookie?.expires ?? 0) - Date.now() / 1_000).toBeGreaterThan(399 * 86_400);
  expect(await page.evaluate("document.cookie")).not.toContain("_d=");

  // As Safari does after seven days: what scripts wrote is gone.
  await page.evaluate(`localStorage.clear(); document.cookie.split("; ").forEach((cookie) => {
    document.cookie = cookie.split("=")[0] + "=; max-age=0; path=/"; })`);
  await visit("Second");
  await visit("Third");
  await page.evaluate("analytics.reset()");
  await visit("Reset");
  const events = await source.storedForGood(4);
  const idOf = (name: string) => only(events, ({ event }) => event === name).anonymousId;
  expect(idOf("First")).toBe(cookie?.value);
  expect([idOf("Second"), idOf("Third")]).toEqual([idOf("First"), idOf("First")]);
  expect(idOf("Reset")).not.toBe(idOf("First"));
  // Set at first and after the reset; no answer in between says it again.
  expect(site.arrived.map(({ setCookie }) => setCookie !== null)).toEqual([true, false, false, true]);
  expect(wrong).toEqual([]);
  await leave();
  site.close();
});
