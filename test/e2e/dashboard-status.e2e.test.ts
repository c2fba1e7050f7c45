import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { Address } from "../../scripts/address-file.ts";
import { openBrowser } from "../support/browser.ts";
import { openDashboard, PHONE, violations } from "../support/dashboard-e2e.ts";

const { url, adminToken, writeKey }: Address = inject("headwater");
const headers = { authorization: `Bearer ${adminToken}`, "content-type": "application/json" };
const api = async <T>(method: string, path: string, body?: object): Promise<T> => {
  const response = await fetch(url + path, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json() as Promise<T>;
};
const send = (batch: object[]) =>
  fetch(`${url}/v1/batch`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${writeKey}:`)}`, "content-type": "application/json" },
    body: JSON.stringify({ batch }),
  });

const PATIENT = { timeout: 20_000 };

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

test("says in one word how the deployment is, and what to do where a destination fails", async () => {
  await send([{ type: "track", event: "Status", anonymousId: "status-1" }]);
  const { page, wrong, leave } = await openDashboard(browser, "/status");
  await page.getByRole("region", { name: "In one word" }).waitFor();
  const events = page.getByRole("region", { name: "Events in 24 hours" });
  await expect.poll(() => events.textContent(), PATIENT).toMatch(/Events in 24 hours[1-9]/);
  expect(await page.getByRole("region", { name: "Database" }).textContent()).toContain("of 10.0 GB");
  expect(await page.getByRole("region", { name: "Cost this month" }).textContent()).toContain("Queue operations");
  expect(await violations(page)).toEqual([]);

  // Nobody listens there.
  const { id } = await api<{ id: number }>("POST", "/api/connections", {
    destination: "webhook",
    name: "Status: away",
    settings: { url: "http://localhost:9/in" },
  });
  await send([{ type: "track", event: "Status", anonymousId: "status-2" }]);
  await page.getByText("“Status: away” takes nothing just now").first().waitFor({ timeout: 45_000 });
  expect(await page.getByRole("region", { name: "In one word" }).getAttribute("data-word")).toBe("look");
  const row = page.getByRole("row", { name: /Status: away/ });
  expect(await row.textContent()).toContain("Fails");
  expect(await violations(page)).toEqual([]);
  expect(wrong).toEqual([]);
  await leave();
  await api("DELETE", `/api/connections/${id}`);
});

test("makes the automation that tells the team by one click, and fits on a phone in the dark", async () => {
  const { page, wrong, leave } = await openDashboard(browser, "/status", { viewport: PHONE, colorScheme: "dark" });
  const told = page.getByRole("region", { name: "Who is told" });
  await told.getByLabel("To").fill("ops@example.com");
  await told.getByLabel("To").press("Enter");
  await told.getByRole("button", { name: "Tell them" }).click();
  await told.getByRole("link", { name: "Headwater needs somebody" }).waitFor();
  const { automations } = await api<{
    automations: { id: number; enabled: boolean; when: object; sentence: string }[];
  }>("GET", "/api/automations");
  const made = automations.find(({ when }) => "operation" in when);
  expect(made).toMatchObject({ enabled: true });
  expect(made?.sentence).toContain("When something of this deployment is not well");
  expect(await violations(page)).toEqual([]);
  const width = await page.evaluate("document.documentElement.scrollWidth");
  expect(width).toBeLessThanOrEqual(PHONE.width);
  await page.goto(`${url}/automations/${made?.id}/edit`);
  await page.getByLabel("The database is fuller than (%)").waitFor();
  expect(wrong).toEqual([]);
  await leave();
  await api("DELETE", `/api/automations/${made?.id}`);
});

test("shows what events say as text, wherever it is shown, and runs none of it", async () => {
  const hostile = `<img src=x onerror="document.title='taken'"><script>document.title='taken'</script>`;
  await send([
    { type: "track", event: hostile, userId: hostile, properties: { [hostile]: hostile, url: "javascript:alert(1)" } },
    { type: "identify", userId: hostile, traits: { name: hostile, email: hostile } },
    { type: "page", name: hostile, userId: hostile, context: { page: { title: hostile, url: "javascript:alert(1)" } } },
  ]);
  await expect.poll(async () => JSON.stringify(await api("GET", "/api/events?limit=20")), PATIENT).toContain("onerror");
  for (const path of [
    "/",
    "/live",
    "/debugger",
    "/segmentation",
    "/people",
    `/people/${encodeURIComponent(`u:${hostile}`)}`,
    "/status",
  ]) {
    const { page, wrong, leave } = await openDashboard(browser, path);
    await page.getByRole("main").waitFor();
    await page.waitForTimeout(700);
    expect([path, await page.title()]).not.toEqual([path, "taken"]);
    expect([path, await page.locator("main img[src=x], main script").count()]).toEqual([path, 0]);
    expect([path, await page.locator('main a[href^="javascript:"]').count()]).toEqual([path, 0]);
    expect([path, wrong]).toEqual([path, []]);
    await leave();
  }
});
