import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from "vitest";
import type { Address } from "../../scripts/address-file.ts";
import { adminApi } from "../../scripts/admin-api.ts";
import { openBrowser } from "../support/browser.ts";
import { openDashboard, PHONE, violations } from "../support/dashboard-e2e.ts";

const { url, adminToken, writeKey }: Address = inject("headwater");
const headers = { authorization: `Bearer ${adminToken}`, "content-type": "application/json" };
const settings = async () => (await fetch(`${url}/api/settings`, { headers })).json() as Promise<object>;
const choose = (body: object) => fetch(`${url}/api/settings`, { method: "PATCH", headers, body: JSON.stringify(body) });

/** A busy machine draws late. */
const PATIENT = { timeout: 15_000 };

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterEach(async () => {
  await choose({ timezone: "UTC", weekStart: "sunday", ipPrivacy: "full" });
});
afterAll(() => browser.close());

describe("general", () => {
  test("zone, week and privacy are saved as they are chosen, hold in another window, and steer answers", async () => {
    const { page, wrong, leave } = await openDashboard(browser, "/settings");
    const zone = page.getByRole("combobox", { name: "Time zone" });
    await zone.click();
    await zone.fill("auckland");
    await page.getByRole("option", { name: "Pacific/Auckland" }).click();
    await page.getByText("Reports are in Pacific/Auckland now.").waitFor();
    await page.getByText("Monday", { exact: true }).click();
    await page.getByText("Weeks begin on Monday now.").waitFor();
    await page.getByRole("radio", { name: "Keep no address" }).click();
    await page.getByText("No address is kept from now on.").waitFor();
    expect(await settings()).toEqual({ timezone: "Pacific/Auckland", weekStart: "monday", ipPrivacy: "drop" });

    const answer = (await adminApi(url, adminToken).post("/api/query", {
      kind: "segmentation",
      range: { last: { value: 7, unit: "day" } },
      interval: "day",
      series: [{ event: null, math: "total" }],
    })) as { meta: { timezone: string; weekStart: string } };
    expect(answer.meta).toMatchObject({ timezone: "Pacific/Auckland", weekStart: "monday" });

    const other = await openDashboard(browser, "/settings");
    await expect
      .poll(() => other.page.getByRole("combobox", { name: "Time zone" }).inputValue(), PATIENT)
      .toBe("Pacific/Auckland");
    expect(await other.page.getByRole("radio", { name: "Keep no address" }).isChecked()).toBe(true);
    expect([...wrong, ...other.wrong]).toEqual([]);
    await other.leave();
    await leave();
  });

  test("by keyboard, and what can't be saved is said and nothing is changed", async () => {
    const { page, leave } = await openDashboard(browser, "/settings");
    await page.getByRole("radio", { name: "Keep the whole address" }).focus();
    await page.keyboard.press("ArrowDown");
    await page.getByText("Addresses are shortened from now on.").waitFor();
    expect(await settings()).toMatchObject({ ipPrivacy: "truncate" });

    await page.route("**/api/settings", (route) =>
      route.request().method() === "PATCH" ? route.abort() : route.continue(),
    );
    await page.getByText("Monday", { exact: true }).click();
    await page.getByRole("alert").getByText("This was not saved").waitFor();
    expect(await page.getByRole("radio", { name: "Sunday" }).isChecked()).toBe(true);
    await leave();
  });
});

test("a token is shown once, works, and ends", async () => {
  const { page, wrong, leave } = await openDashboard(browser, "/settings?tab=tokens");
  await page.getByLabel("What is it for?").fill("Nightly export");
  await page.keyboard.press("Enter");
  const token = (await page.locator("[data-token]").textContent()) ?? "";
  const works = async () =>
    (await fetch(`${url}/api/sources`, { headers: { authorization: `Bearer ${token}` } })).status;
  expect(await works()).toBe(200);
  await page.getByRole("button", { name: "Copy: token of Nightly export" }).click();
  expect(await page.evaluate("navigator.clipboard.readText()")).toBe(token);
  await page.getByRole("button", { name: "I have it" }).click();
  await page.reload();
  await page.getByRole("button", { name: "End Nightly export" }).waitFor();
  expect(await page.content()).not.toContain(token);

  await page.getByRole("button", { name: "End Nightly export" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "End it" }).click();
  await page.getByRole("button", { name: "End Nightly export" }).waitFor({ state: "detached" });
  expect(await works()).toBe(401);
  expect(wrong).toEqual([]);
  await leave();
});

test("an id is suppressed and lifted, and the count follows", async () => {
  const { page, leave } = await openDashboard(browser, "/settings?tab=suppressed");
  const count = page.locator("[data-suppressed]");
  const before = Number(await count.getAttribute("data-suppressed"));
  await page.getByLabel("User id or anonymous id").fill("u:settings-test");
  await page.getByRole("button", { name: "Suppress" }).click();
  await expect.poll(() => count.getAttribute("data-suppressed"), PATIENT).toBe(String(before + 1));
  await page.getByLabel("User id or anonymous id").fill("u:settings-test");
  await page.getByRole("button", { name: "Lift" }).click();
  await expect.poll(() => count.getAttribute("data-suppressed"), PATIENT).toBe(String(before));
  await leave();
});

test("a warning says what it means and what to do, and leads to an event", async () => {
  const body = JSON.stringify({ event: "Blocked", userId: "undefined", messageId: "settings-blocked" });
  await fetch(`${url}/v1/track`, { method: "POST", headers: { authorization: `Basic ${btoa(`${writeKey}:`)}` }, body });
  const { page, leave } = await openDashboard(browser, "/settings?tab=warnings");
  const warning = page.getByRole("region", { name: "Ids that can't be anybody's" });
  await expect
    .poll(
      async () => {
        if ((await warning.count()) > 0) return true;
        await page.reload();
        await page.getByRole("heading", { name: "Warnings" }).waitFor();
        await page.waitForTimeout(500);
        return false;
      },
      { timeout: 15_000 },
    )
    .toBe(true);
  expect(await warning.textContent()).toContain("What to do: Find the call that sends it");
  await warning.getByRole("link", { name: "See an event" }).first().click();
  await page.getByRole("dialog", { name: "Blocked" }).waitFor();
  await leave();
});

test("dead letters: nothing waits, and a failed look says so and can be tried again", async () => {
  const { page, leave } = await openDashboard(browser, "/settings?tab=dead-letters");
  await page.getByText("Nothing waits.").waitFor();
  await page.route("**/api/dead-letters*", (route) =>
    route.fulfill({ status: 400, json: { code: "x", message: "Not now." } }),
  );
  await page.reload();
  await page.getByRole("alert").getByText("Not now.").waitFor();
  await page.unroute("**/api/dead-letters*");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByText("Nothing waits.").waitFor();
  await leave();
});

test("sections are in the address; back and forward go between them", async () => {
  const { page, leave } = await openDashboard(browser, "/settings");
  await page.getByRole("tab", { name: "API tokens" }).click();
  await page.getByRole("tab", { name: "About" }).click();
  expect(new URL(page.url()).search).toBe("?tab=about");
  await page.goBack();
  await page.getByRole("heading", { name: "API tokens" }).waitFor();
  await page.goForward();
  await page.getByRole("heading", { name: "About this Headwater" }).waitFor();
  await leave();
});

test.each([
  ["light", undefined],
  ["dark", PHONE],
] as const)("nothing against WCAG in %s", async (colorScheme, viewport) => {
  const { page, wrong, leave } = await openDashboard(browser, "/settings", {
    colorScheme,
    ...(viewport && { viewport }),
  });
  for (const [tab, heading] of [
    ["general", "Calendar"],
    ["account", "You"],
    ["members", "Members"],
    ["sessions", "Sessions"],
    ["tokens", "API tokens"],
    ["audit", "Audit log"],
    ["suppressed", "Suppressed people"],
    ["warnings", "Warnings"],
    ["dead-letters", "Received, but not stored"],
    ["about", "About this Headwater"],
  ]) {
    await page.goto(`${url}/settings?tab=${tab}`);
    await page.getByRole("heading", { name: heading ?? "", exact: true }).waitFor();
    await page.waitForLoadState("networkidle");
    expect(await violations(page), tab).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), tab).toBe(true);
  }
  expect(wrong).toEqual([]);
  await leave();
});

describe("storage", () => {
  const storage = async () =>
    (await fetch(`${url}/api/storage`, { headers })).json() as Promise<{ retention: { sources: object[] } }>;
  const FOR_EVER = { keepDays: null, moveEventsDays: null, moveFactsDays: null, sources: [] };

  test("says how full it is, and keeps less only where somebody means it", async () => {
    const { page, wrong, leave } = await openDashboard(browser, "/settings?tab=storage");
    await page.getByText(/are used \(under 1 %\)/).waitFor();
    expect(await violations(page)).toEqual([]);
    const all = page.getByRole("combobox", { name: "All sources" });
    await all.click();
    await page.getByRole("option", { name: "2 years" }).click();
    await page.getByRole("button", { name: "Cancel" }).click();
    // It gives the focus back when it has gone, and a list that was opened before would close again.
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect((await storage()).retention).toEqual(FOR_EVER);
    await all.click();
    await page.getByRole("option", { name: "2 years" }).click();
    await page.getByRole("button", { name: "Delete it" }).click();
    await page.getByText("Saved.").waitFor();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect((await storage()).retention).toEqual({ ...FOR_EVER, keepDays: 730 });
    await page.getByRole("combobox", { name: "Whole events" }).click();
    await page.getByRole("option", { name: "90 days" }).click();
    await expect.poll(async () => (await storage()).retention).toMatchObject({ moveEventsDays: 90, keepDays: 730 });

    const name = "Kept for longer";
    const { id } = await adminApi(url, adminToken).createSource({ name, kind: "public" });
    await page.reload();
    await page.getByRole("combobox", { name: "Another time for one source" }).click();
    await page.keyboard.type(name);
    await page.getByRole("option", { name }).click();
    await page.getByRole("combobox", { name, exact: true }).click();
    await page.getByRole("option", { name: "5 years" }).click();
    await expect.poll(async () => (await storage()).retention.sources).toEqual([{ source: id, keepDays: 1_825 }]);
    await fetch(`${url}/api/storage/retention`, { method: "PUT", headers, body: JSON.stringify(FOR_EVER) });
    await leave();
    expect(wrong).toEqual([]);
  }, 60_000);
});
