import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, test, vi } from "vitest";
import type { Address } from "../../scripts/address-file.ts";
import { adminApi } from "../../scripts/admin-api.ts";
import { openBrowser } from "../support/browser.ts";
import { openDashboard, PHONE, violations } from "../support/dashboard-e2e.ts";

const { url, adminToken }: Address = inject("headwater");
const api = adminApi(url, adminToken);
const BOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";

/** A busy machine draws late. */
const PATIENT = { timeout: 15_000 };

let browser: Browser;
let source: { id: number; writeKey: string };

async function send(event: object | string): Promise<void> {
  const response = await fetch(`${url}/v1/track`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${source.writeKey}:`)}`, "content-type": "application/json" },
    body: typeof event === "string" ? event : JSON.stringify(event),
  });
  await response.arrayBuffer();
}

const line = (page: Page, title: string) =>
  page.getByRole("region", { name: "Verdicts" }).getByRole("listitem").getByRole("button").filter({ hasText: title });

beforeAll(async () => {
  browser = await openBrowser();
  const { id, writeKey } = await api.createSource({ name: "Debugged", kind: "secret" });
  if (writeKey === null) throw new Error("a new source has a key");
  source = { id, writeKey };
  await send({ event: "Debug Stored", userId: "deb-1", messageId: "deb-1", properties: { sku: "TENT-7" } });
  await send({ event: "Debug Bot", anonymousId: "b", messageId: "deb-2", context: { direct: true, userAgent: BOT } });
  await send({ event: "Debug Nobody" });
  await send("{oops");
  await vi.waitFor(
    async () => {
      const answer = (await api.get(`/api/refused?source=${id}`)) as { samples: object[] };
      if (answer.samples.length < 2) throw new Error("not refused yet");
    },
    { timeout: 15_000, interval: 200 },
  );
});
afterAll(() => browser.close());

const here = () => `/debugger?source=${source.id}`;

test("every verdict in one list, bots marked; a stored one opens with what was received and what is stored", async () => {
  const { page, wrong, leave } = await openDashboard(browser, here());
  await line(page, "Debug Stored").waitFor();
  expect(await line(page, "Debug Stored").textContent()).toContain("Stored");
  expect(await line(page, "Debug Bot").textContent()).toContain("Bot");
  expect(await line(page, "Debug Nobody").textContent()).toContain("nobody did it");

  await line(page, "Debug Stored").click();
  const dialog = page.getByRole("dialog", { name: "Debug Stored" });
  const row = (field: string) =>
    dialog.getByRole("row").filter({ has: page.getByRole("rowheader", { name: field, exact: false }) });
  expect(await row("properties.sku").textContent()).toContain("TENT-7");
  expect(await row("properties.sku").getAttribute("data-how")).toBe("same");
  expect(await row("country").getAttribute("data-how")).toBe("added");
  await dialog.getByRole("tab", { name: "Received" }).click();
  expect(JSON.parse((await dialog.getByRole("region", { name: "what was received" }).textContent()) ?? "")).toEqual({
    event: "Debug Stored",
    userId: "deb-1",
    messageId: "deb-1",
    properties: { sku: "TENT-7" },
  });
  expect(new URL(page.url()).searchParams.get("id")).toBe("deb-1");
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await page.goBack();
  await dialog.waitFor();
  expect(wrong).toEqual([]);
  await leave();
});

test("its link opens it in another window, wherever it stands in the list", async () => {
  const { page, leave } = await openDashboard(browser, "/debugger?id=deb-2&tab=refused");
  const dialog = page.getByRole("dialog", { name: "Debug Bot" });
  await dialog.getByText("Taken for a bot by").waitFor();
  await dialog.getByRole("button", { name: "Copy link" }).click();
  expect(await page.evaluate("navigator.clipboard.readText()")).toBe(`${url}/debugger?id=deb-2`);
  await page.goto(`${url}/debugger?id=never-came`);
  await page.getByText("No event with this id is stored.").waitFor();
  await leave();
});

test("by keyboard: reasons narrow the list, a refused one says why and what to do", async () => {
  const { page, wrong, leave } = await openDashboard(browser, here());
  const reason = page.getByRole("button", { name: "1 The event has neither userId nor anonymousId" });
  await reason.focus();
  await page.keyboard.press("Enter");
  await line(page, "Debug Stored").waitFor({ state: "detached" });
  const address = new URL(page.url()).searchParams;
  expect([address.get("reason"), address.get("tab")]).toEqual(["no_user_anon_id", "refused"]);
  await line(page, "Debug Nobody").focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Debug Nobody" });
  await dialog.getByText("Give every event a userId").waitFor();
  expect(await dialog.getByRole("region", { name: "what was received" }).textContent()).toContain("Debug Nobody");
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await expect
    .poll(() => page.evaluate("document.activeElement?.textContent.includes('Debug Nobody')"), PATIENT)
    .toBe(true);
  expect(wrong).toEqual([]);
  await leave();
});

test("counts are the API's", async () => {
  const { page, leave } = await openDashboard(browser, here());
  await page.locator("[data-reason]").first().waitFor();
  const shown = await page
    .locator("[data-reason]")
    .evaluateAll((all) =>
      all.map((one) => [one.getAttribute("data-reason"), one.querySelector("strong")?.textContent]),
    );
  expect(Object.fromEntries(shown)).toEqual({ no_user_anon_id: "1", json_invalid: "1" });
  await leave();
});

test("search, tabs and filters are in the address, and back takes them away", async () => {
  const { page, leave } = await openDashboard(browser, here());
  await line(page, "Debug Stored").waitFor();
  await page.getByRole("textbox", { name: "Search in what came" }).fill("tent-7");
  await line(page, "Debug Bot").waitFor({ state: "detached" });
  await expect.poll(() => new URL(page.url()).searchParams.get("search"), PATIENT).toBe("tent-7");
  await page.getByText("Refused", { exact: true }).first().click();
  await page.getByText("Nothing like this among the newest").waitFor();
  await page.goBack();
  await line(page, "Debug Stored").waitFor();
  await leave();
});

test("what comes while one reads waits behind a button; paused, nothing is looked for", async () => {
  const { page, leave } = await openDashboard(browser, here());
  await line(page, "Debug Stored").waitFor();
  const first = await page.locator("[data-key]").first().getAttribute("data-key");
  await send({ event: "Debug Later", userId: "deb-1", messageId: `later-${Date.now()}` });
  const fresh = page.getByRole("button", { name: "1 new" });
  await fresh.waitFor({ timeout: 15_000 });
  expect(await page.locator("[data-key]").first().getAttribute("data-key")).toBe(first);
  await fresh.click();
  await line(page, "Debug Later").waitFor();

  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByText("Paused.").waitFor();
  await page.waitForTimeout(500);
  let asked = 0;
  page.on("request", (request) => (asked += request.url().includes("/api/") ? 1 : 0));
  await page.waitForTimeout(4_000);
  expect(asked).toBe(0);
  await leave();
});

describe("states", () => {
  test("nothing has come; nothing answers; it is slow", async () => {
    const { page, leave } = await openDashboard(browser, "/settings?tab=about");
    await page.route("**/api/events*", (route) => route.fulfill({ json: { events: [], next: null, complete: true } }));
    await page.route("**/api/refused*", (route) => route.fulfill({ json: { counts: [], samples: [], reasons: {} } }));
    await page.goto(`${url}/debugger`);
    await page.getByText("Nothing has come yet").waitFor();
    await page.getByText("Every event that came was stored.").waitFor();
    await page.unroute("**/api/events*");
    await page.route("**/api/events*", (route) =>
      route.fulfill({ status: 400, json: { code: "x", message: "Not now." } }),
    );
    await page.goto(`${url}/debugger`);
    await page.getByRole("alert").getByText("Not now.").first().waitFor();
    await page.unroute("**/api/events*");
    await page.getByRole("button", { name: "Try again" }).first().click();
    await page.locator("[data-key]").first().waitFor();
    await leave();
  });

  test("what strangers send is text, whatever is in it", async () => {
    const nasty = `<img src=x onerror="document.title='owned'">`;
    await send({ event: nasty, userId: nasty, messageId: "deb-nasty" });
    // What is stored after the page was opened waits behind its button.
    await expect
      .poll(async () => JSON.stringify(await api.get(`/api/events?source=${source.id}`)), { timeout: 15_000 })
      .toContain("deb-nasty");
    const { page, wrong, leave } = await openDashboard(browser, here());
    await line(page, nasty).first().click({ timeout: 15_000 });
    await page.getByRole("dialog").getByRole("row").first().waitFor();
    expect(await page.locator("img").count()).toBe(0);
    expect(await page.title()).toBe("Debugger · Headwater");
    expect(wrong).toEqual([]);
    await leave();
  });
});

test.each([
  ["light", undefined],
  ["dark", PHONE],
] as const)("nothing against WCAG in %s, and the page never scrolls sideways", async (colorScheme, viewport) => {
  const { page, wrong, leave } = await openDashboard(browser, here(), { colorScheme, ...(viewport && { viewport }) });
  await line(page, "Debug Stored").waitFor();
  expect(await violations(page)).toEqual([]);
  expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
  for (const title of ["Debug Bot", "Debug Nobody"]) {
    await line(page, title).click();
    await page.getByRole("dialog", { name: title }).getByRole("tab").first().waitFor();
    await page.waitForTimeout(300);
    expect(await violations(page), title).toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  }
  expect(wrong).toEqual([]);
  await leave();
});
