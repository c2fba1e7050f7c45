import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { Address } from "../../scripts/address-file.ts";
import { adminApi } from "../../scripts/admin-api.ts";
import { openBrowser } from "../support/browser.ts";
import { openDashboard, PHONE, shopData, violations, walk } from "../support/dashboard-e2e.ts";
import { newSource, type TestSource } from "../support/stored-e2e.ts";

const EVENT = "Plan Test: Paid";
const PATIENT = { timeout: 60_000 };

let browser: Browser;
let source: TestSource;
const headwater = (): Address => inject("headwater");
const api = () => adminApi(headwater().url, headwater().adminToken);

const send = async (properties: object, messageId: string) => {
  const { url } = headwater();
  const authorization = `Basic ${btoa(`${source.writeKey}:`)}`;
  const body = JSON.stringify({ event: EVENT, anonymousId: "plan-tester", properties, messageId });
  expect((await fetch(`${url}/v1/track`, { method: "POST", headers: { authorization }, body })).status).toBe(200);
};

beforeAll(async () => {
  browser = await openBrowser();
  await shopData();
  source = await newSource("secret");
  for (let n = 0; n < 25; n += 1) await send({ amount: n + 0.5, method: n % 2 === 0 ? "card" : "cash" }, `paid-${n}`);
  await source.stored(25);
}, 180_000);
afterAll(async () => {
  // The others beside this one know of no plan.
  await api().put("/api/tracking-plan", { unplanned: "allow", events: [] });
  await browser.close();
});

const row = (page: Page, name: string) => page.locator(`[data-planned="${name}"]`);

test("a plan is proposed from what came, one event is accepted and blocks, and its refusal is seen", async () => {
  const { page, wrong, leave } = await openDashboard(browser, "/plan");
  await page.getByText("Nothing is planned yet").waitFor(PATIENT);
  await page.getByRole("button", { name: "Propose from what came" }).click();
  await row(page, "Order Completed").getByText("Proposed").waitFor(PATIENT);
  await row(page, EVENT).getByRole("link", { name: EVENT }).click();
  await expect.poll(() => page.getByLabel("amount is required").isChecked()).toBe(true);
  expect(await page.getByLabel("Type of amount").inputValue()).toBe("number");
  await page.locator('[data-property="method"]').getByText("Only card, cash.").waitFor();
  expect(await violations(page)).toEqual([]);
  await page.getByRole("radio", { name: "Refuse it" }).check();
  await page.getByRole("button", { name: "Accept" }).click();
  await page.getByRole("button", { name: "Take it out of the plan" }).waitFor(PATIENT);

  await send({ amount: "12 EUR", method: "card" }, "paid-refused");
  await page.locator('[data-issue="amount type"]').getByText('"12 EUR"').waitFor(PATIENT);
  await page.goto(new URL("/plan", page.url()).href);
  await row(page, EVENT).locator("[data-violations='1']").waitFor(PATIENT);
  await page.goto(new URL("/debugger", page.url()).href);
  await page.getByText("The tracking plan blocks events that are not as planned.").first().waitFor(PATIENT);
  expect(await source.read()).toHaveLength(25);
  expect(wrong).toEqual([]);
  await leave();
});

test("what is kept aside is let in by a click", async () => {
  const { page, leave } = await openDashboard(browser, `/plan/event?kind=track&name=${encodeURIComponent(EVENT)}`);
  await page.getByRole("radio", { name: "Keep it aside" }).check(PATIENT);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved. It holds from now on.").waitFor(PATIENT);
  await send({ method: "card" }, "paid-held");
  const held = page.locator('[data-held="paid-held"]');
  await held.getByText("amount is missing").waitFor(PATIENT);
  await held.getByRole("button", { name: "Let in" }).click();
  await held.waitFor({ state: "detached", ...PATIENT });
  expect((await source.stored(26)).map(({ messageId }) => messageId)).toContain("paid-held");
  await leave();
});

test("a property is added by hand, and held from then on", async () => {
  const { page, leave } = await openDashboard(browser, "/plan/event");
  await page.getByRole("textbox", { name: "Name" }).fill("Plan Test: By Hand");
  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByRole("button", { name: "Add a property" }).click();
  await page.getByRole("textbox", { name: "Property" }).fill("seats");
  await page.getByLabel("Type of seats").selectOption("integer");
  await page.getByLabel("seats is required").check();
  await page.getByRole("button", { name: "More about seats" }).click();
  await page.getByRole("textbox", { name: "At least" }).fill("1");
  await page.getByRole("button", { name: "Put it in the plan" }).click();
  await page.getByRole("button", { name: "Take it out of the plan" }).waitFor(PATIENT);
  const { events } = (await api().get("/api/tracking-plan")) as { events: { name: string; schema: object }[] };
  expect(events.find(({ name }) => name === "Plan Test: By Hand")?.schema).toEqual({
    type: "object",
    required: ["seats"],
    properties: { seats: { type: "integer", minimum: 1 } },
  });
  await leave();
});

test("from the command line: pulled, changed, applied, and as types", async () => {
  const run = promisify(execFile);
  const env = { ...process.env, HEADWATER_URL: headwater().url, HEADWATER_TOKEN: headwater().adminToken };
  const folder = mkdtempSync(join(tmpdir(), "headwater-plan-"));
  const file = join(folder, "plan.json");
  const plan = async (...given: string[]) =>
    (await run(process.execPath, ["scripts/plan.ts", ...given], { env })).stdout;
  await plan("pull", file);
  const pulled = JSON.parse(readFileSync(file, "utf8")) as { events: { name: string }[] };
  expect(pulled.events.map(({ name }) => name)).toContain(EVENT);
  const changed = pulled.events.filter(({ name }) => name === EVENT);
  writeFileSync(file, JSON.stringify({ ...pulled, events: changed }));
  expect(await plan("apply", file)).toBe("1 events are in force.\n");
  expect(JSON.parse(await plan("pull"))).toEqual({ ...pulled, events: changed });
  expect(await plan("types")).toContain(`"${EVENT}": {`);
  rmSync(folder, { recursive: true });
});

test("on a phone and in the dark: nothing sticks out, and nothing axe objects to", async () => {
  const { page, leave } = await openDashboard(browser, "/plan", { viewport: PHONE, colorScheme: "dark" });
  await walk(page, [
    "/plan",
    "/plan?tab=held",
    "/plan/event",
    `/plan/event?kind=track&name=${encodeURIComponent(EVENT)}`,
  ]);
  await leave();
});
