import { setTimeout as sleep } from "node:timers/promises";
import { readFile } from "node:fs/promises";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import * as z from "zod";
import { adminApi } from "../../scripts/admin-api.ts";
import { openBrowser } from "../support/browser.ts";
import { openDashboard, PHONE, shopData, violations } from "../support/dashboard-e2e.ts";

const DAY_MS = 86_400_000;
/** Long ago, so that reports of other tests don't count them. */
const START = Date.now() - 200 * DAY_MS;
const soon = { timeout: 10_000 };

let browser: Browser;
let writeKey = "";
const api = () => adminApi(inject("headwater").url, inject("headwater").adminToken);

const Profile = z.object({ id: z.string(), ids: z.array(z.object({ id: z.string() })), events: z.number() });
const profile = async (id: string) => Profile.parse(await api().get(`/api/people/${encodeURIComponent(id)}`));

/** Sends calls and waits until the person has so many events. */
async function happened(calls: object[], id: string, events: number): Promise<void> {
  for (let at = 0; at < calls.length; at += 100) {
    const response = await fetch(`${inject("headwater").url}/v1/batch`, {
      method: "POST",
      headers: { authorization: `Basic ${btoa(`${writeKey}:`)}`, "content-type": "application/json" },
      body: JSON.stringify({ batch: calls.slice(at, at + 100) }),
    });
    if (!response.ok) throw new Error(await response.text());
  }
  const deadline = Date.now() + 60_000;
  for (;;) {
    const found = await profile(id).catch((error: unknown) => String(error));
    if (typeof found !== "string" && found.events >= events) return;
    if (Date.now() > deadline)
      throw new Error(`${id} has not ${events} events within a minute: ${JSON.stringify(found)}`);
    await sleep(200);
  }
}

const at = (minutes: number): string => new Date(START + minutes * 60_000).toISOString();
const wrote = (userId: string, minutes: number, properties: object = {}) => ({
  type: "track",
  userId,
  event: "Note Written",
  timestamp: at(minutes),
  properties,
});

beforeAll(async () => {
  browser = await openBrowser();
  ({ writeKey } = await shopData());
  const device = "person-page-device";
  const calls = [
    { type: "page", anonymousId: device, name: "Notes", timestamp: at(0), properties: { path: "/notes" } },
    {
      type: "identify",
      userId: "mary/50%",
      anonymousId: device,
      timestamp: at(1),
      traits: { name: "Mary <b>Anning</b>", plan: "free", site: "javascript:alert(1)" },
    },
    { type: "identify", userId: "mary/50%", timestamp: at(5), traits: { plan: "pro" } },
    { type: "group", userId: "mary/50%", groupId: "museum", timestamp: at(6), traits: { name: "The Museum" } },
    ...Array.from({ length: 130 }, (_, place) => wrote("mary/50%", 100 + place, { place })),
    { type: "track", userId: "mary/50%", event: "Fossil Found", timestamp: at(300), properties: { kind: "ammonite" } },
  ];
  await happened(calls, "u:mary/50%", calls.length);
}, 120_000);
afterAll(() => browser.close());

const MARY = `/people/${encodeURIComponent("u:mary/50%")}`;
const timeline = (page: Page) => page.getByRole("region", { name: "What they did" });
const ids = (page: Page) => page.getByRole("region", { name: "Ids" });
const events = (page: Page) => timeline(page).locator(".person-events > li");

describe("the page of a person", () => {
  test("says who it is, what is known and since when; text of a site stays text", async () => {
    const { page, wrong, leave } = await openDashboard(browser, MARY);
    await page.getByRole("heading", { name: "Mary <b>Anning</b>", level: 1 }).waitFor();
    const known = await profile("u:mary/50%");
    expect(await page.locator("[data-events]").innerText()).toBe(String(known.events));
    expect(await ids(page).getByRole("listitem").count()).toBe(known.ids.length);
    const traits = page.getByRole("region", { name: "What is known" });
    await traits.getByRole("button", { name: "History of plan" }).click();
    expect(await traits.getByRole("listitem").allInnerTexts()).toEqual([
      expect.stringMatching(/^pro since /),
      expect.stringMatching(/^free since /),
    ]);
    await page.getByText("The Museum").waitFor();
    expect(await page.locator("a[href^='javascript:']").count()).toBe(0);
    expect(await violations(page)).toEqual([]);
    expect(wrong).toEqual([]);
    await leave();
  });

  test("the timeline: visits, older pages, only some events, in the address; an event opens to its JSON, by keyboard", async () => {
    const { page, wrong, leave } = await openDashboard(browser, MARY);
    await expect.poll(() => events(page).count(), soon).toBe(100);
    await page.getByRole("button", { name: "Load older" }).click();
    await expect.poll(() => events(page).count(), soon).toBe(135);
    await page.getByText("That is all.").waitFor();
    // Fossil; 130 notes a minute apart; who they are.
    expect(await timeline(page).locator(".person-visit").count()).toBe(3);
    await page
      .getByRole("textbox", { name: "Only these events" })
      .or(page.getByRole("combobox", { name: "Only these events" }))
      .first()
      .click();
    await page.getByRole("option", { name: "Fossil Found (1)" }).click();
    await page.keyboard.press("Escape");
    await expect.poll(() => new URL(page.url()).searchParams.getAll("event"), soon).toEqual(["Fossil Found"]);
    await expect.poll(() => events(page).count(), soon).toBe(1);
    const fossil = page.getByRole("button", { name: /Fossil Found/ }).first();
    await fossil.focus();
    await page.keyboard.press("Enter");
    await page.getByText("ammonite", { exact: true }).waitFor();
    await page.getByText("As it was sent").click();
    expect(JSON.parse(await timeline(page).locator("pre").innerText())).toMatchObject({ event: "Fossil Found" });
    expect(await violations(page)).toEqual([]);
    const other = await openDashboard(browser, new URL(page.url()).pathname + new URL(page.url()).search);
    await expect.poll(() => events(other.page).count(), soon).toBe(1);
    await other.leave();
    await page.goBack();
    await expect.poll(() => events(page).count(), soon).toBe(135);
    await page.getByRole("checkbox", { name: "Actions" }).focus();
    await page.keyboard.press("Space");
    await expect.poll(() => events(page).count(), soon).toBe(4);
    expect(await events(page).getByText("Note Written").count()).toBe(0);
    expect(wrong).toEqual([]);
    await leave();
  });

  test("a device is taken apart, joined again, and somebody else joined; all of it with a question first", async () => {
    await happened([wrote("mary-at-home", 10)], "u:mary-at-home", 1);
    const { page, wrong, leave } = await openDashboard(browser, MARY);
    await expect.poll(() => ids(page).getByRole("button", { name: /^Undo/ }).count(), soon).toBe(1);
    await ids(page).getByRole("button", { name: "Undo: take person-page-device apart" }).click();
    await page.getByRole("dialog").getByText("become two people").waitFor();
    await page.waitForTimeout(300);
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Escape");
    expect((await profile("u:mary/50%")).ids).toHaveLength(2);
    await ids(page).getByRole("button", { name: "Undo: take person-page-device apart" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Take apart" }).click();
    await ids(page).getByText("Kept apart by hand").waitFor();
    expect((await profile("u:mary/50%")).ids).toHaveLength(1);
    await ids(page).getByRole("button", { name: "Join again" }).click();
    await ids(page).getByText("Kept apart by hand").waitFor({ state: "detached" });
    expect((await profile("u:mary/50%")).ids).toHaveLength(2);

    await ids(page).getByRole("button", { name: "Join with" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("The other id").fill("mary-at-home");
    await page.keyboard.press("Enter");
    await dialog.getByText("This is mary-at-home with 1 event").waitFor();
    await dialog.getByRole("button", { name: "Join them" }).click();
    await ids(page).getByText("joined by hand").first().waitFor();
    expect((await profile("u:mary/50%")).ids.map(({ id }) => id)).toContain("u:mary-at-home");
    expect(wrong).toEqual([]);
    await leave();
  });

  test("everything can be taken along as a file", async () => {
    const { page, leave } = await openDashboard(browser, MARY);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Export" }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^person-mary.*\.json$/);
    const saved = z
      .object({ person: Profile, events: z.array(z.object({})) })
      .parse(JSON.parse(await readFile(await download.path(), "utf8")));
    expect(saved.events).toHaveLength(saved.person.events);
    await leave();
  });

  test("nothing more is taken of somebody; they are erased once their id was typed, and then nobody", async () => {
    await happened([wrote("gone", 10), wrote("gone", 11)], "u:gone", 2);
    const { page, leave } = await openDashboard(browser, "/people/gone");
    const more = page.getByRole("button", { name: "More with this person" });
    await more.click();
    await page.getByRole("menuitem", { name: "Stop collecting" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Stop collecting" }).click();
    await page.getByText("Nothing more is taken of gone.").waitFor();
    await more.click();
    await page.getByRole("menuitem", { name: "Erase" }).click();
    const erase = page.getByRole("button", { name: "Erase for good" });
    expect(await erase.isDisabled()).toBe(true);
    await page.getByRole("dialog").getByRole("textbox").fill("gon");
    expect(await erase.isDisabled()).toBe(true);
    await page.getByRole("dialog").getByRole("textbox").fill("gone");
    await page.waitForTimeout(300);
    expect(await violations(page)).toEqual([]);
    await erase.click();
    await page.getByText(/Nothing of this person is kept any more. Removed: 2 events/).waitFor();
    await page.getByRole("button", { name: "Back to People" }).click();
    await expect.poll(() => new URL(page.url()).pathname, soon).toBe("/people");
    await page.goBack();
    await page.getByRole("heading", { name: "Nobody has this id" }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("link", { name: "Find somebody else" }).click();
    await expect.poll(() => new URL(page.url()).pathname, soon).toBe("/people");
    await leave();
  });

  test("the server down, then back", async () => {
    const { page, leave } = await openDashboard(browser, "/people");
    await page.route("**/api/people/**", (route) => route.abort());
    await page.goto(inject("headwater").url + MARY);
    await page.getByRole("alert").getByText("can't be reached").waitFor({ timeout: 20_000 });
    expect(await violations(page)).toEqual([]);
    await page.unroute("**/api/people/**");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("heading", { level: 1 }).waitFor();
    await leave();
  });

  test("dark, and on a phone: nothing against WCAG, no page wider than the screen", async () => {
    for (const look of [{ colorScheme: "dark" as const }, { viewport: PHONE }]) {
      const { page, wrong, leave } = await openDashboard(browser, MARY, look);
      await page.getByRole("button", { name: /Fossil Found/ }).click();
      await page.getByText("ammonite", { exact: true }).waitFor();
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
      expect(wrong).toEqual([]);
      await leave();
    }
  });
});
