import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import * as z from "zod";
import type { CohortAnswer } from "#core/answer.ts";
import type { Address } from "../../scripts/address-file.ts";
import { adminApi } from "../../scripts/admin-api.ts";
import { openBrowser } from "../support/browser.ts";
import { answerOfAddress, openDashboard, PHONE, shopData, violations } from "../support/dashboard-e2e.ts";

let browser: Browser;
const soon = { timeout: 10_000 };

beforeAll(async () => {
  browser = await openBrowser();
  await shopData();
}, 120_000);
afterAll(() => browser.close());

const addressOf = (where: object, more = ""): string =>
  `/people?q=${encodeURIComponent(JSON.stringify({ kind: "cohort", where }))}${more}`;
const where = (page: Page): unknown =>
  (JSON.parse(new URL(page.url()).searchParams.get("q") ?? "null") as { where?: unknown } | null)?.where;
const ordered = { and: [{ did: { event: "Order Completed" } }] };

/** The number of people, once the answer to what is asked now is here. */
async function count(page: Page): Promise<number> {
  await page.locator("[data-old=false]").waitFor();
  return Number(await page.locator("[data-people-count]").first().getAttribute("data-people-count"));
}
const answered = async (page: Page) => (await answerOfAddress(page)) as CohortAnswer;

const Report = z.object({ id: z.number(), name: z.string(), question: z.looseObject({ where: z.looseObject({}) }) });
/** The saved report of this name; it is removed, so that other tests find none of ours. */
async function takeReport(name: string) {
  const { url, adminToken }: Address = inject("headwater");
  const all = z.object({ reports: z.array(z.looseObject({ name: z.string() })) });
  const { reports } = all.parse(await adminApi(url, adminToken).get("/api/reports"));
  const report = Report.parse(reports.find((one) => one.name === name));
  const headers = { authorization: `Bearer ${adminToken}` };
  const response = await fetch(`${url}/api/reports/${report.id}`, { method: "DELETE", headers });
  if (!response.ok) throw new Error(await response.text());
  return report;
}

/** The ids of the people in the table, by their links. */
async function listed(page: Page): Promise<string[]> {
  await page.locator("[data-old=false] tbody a").first().waitFor();
  const links = await page.locator("tbody a").all();
  const hrefs = await Promise.all(links.map((link) => link.getAttribute("href")));
  return hrefs.map((href) => decodeURIComponent((href ?? "").replace("/people/", "")));
}

describe("people", () => {
  test("opens on who was here lately: a question in the address, the API's number, people with names first", async () => {
    const { page, wrong, leave } = await openDashboard(browser, "/people");
    const seen = await count(page);
    expect(where(page)).toEqual({ and: [{ did: { event: null }, within: { value: 30, unit: "day" } }] });
    const answer = await answered(page);
    expect(seen).toBe(answer.count);
    expect(answer.count).toBeGreaterThan(50);
    const ids = await listed(page);
    expect(ids).toHaveLength(25);
    expect(ids).toEqual(answer.people.filter((id) => id.startsWith("u:")).slice(0, 25));
    await page.getByText("1 to 25 of").waitFor();
    await page.getByRole("button", { name: "Page 2", exact: true }).click();
    await expect.poll(() => new URL(page.url()).searchParams.get("page"), soon).toBe("2");
    expect(await listed(page)).toEqual(answer.people.filter((id) => id.startsWith("u:")).slice(25, 50));
    expect(await violations(page)).toEqual([]);
    expect(wrong).toEqual([]);
    await leave();
  });

  test("by mouse: a ready-made question, one more condition, back and forward, the same in another window", async () => {
    const { page, wrong, leave } = await openDashboard(browser, "/people");
    await page.getByRole("button", { name: "Signed up, never ordered" }).click();
    await expect
      .poll(() => where(page), soon)
      .toEqual({ and: [{ did: { event: "Signed Up" } }, { didNot: { event: "Order Completed" } }] });
    await expect.poll(async () => (await count(page)) === (await answered(page)).count, soon).toBe(true);
    const before = await count(page);
    await page.getByRole("button", { name: "What is known of them" }).click();
    await page.getByRole("combobox", { name: "What is known of them" }).click();
    await page.getByRole("option", { name: "gender", exact: true }).click();
    await page.getByRole("combobox", { name: "Value" }).click();
    await page.getByRole("option", { name: "female", exact: true }).click();
    await expect
      .poll(() => where(page), soon)
      .toEqual({
        and: [
          { did: { event: "Signed Up" } },
          { didNot: { event: "Order Completed" } },
          { person: "gender", op: "eq", value: "female" },
        ],
      });
    await expect.poll(async () => (await count(page)) === (await answered(page)).count, soon).toBe(true);
    const seen = await count(page);
    expect(seen).toBeGreaterThan(0);
    expect(seen).toBeLessThan(before);
    const ids = await listed(page);
    const other = await openDashboard(browser, new URL(page.url()).pathname + new URL(page.url()).search);
    expect(await count(other.page)).toBe(seen);
    expect(await listed(other.page)).toEqual(ids);
    await other.page.getByRole("group", { name: "Conditions" }).getByText("female").waitFor();
    await other.leave();
    await page.goBack();
    await expect.poll(() => count(page), soon).toBe(before);
    // What was typed doesn't come back by itself.
    await page.waitForTimeout(700);
    expect(where(page)).toEqual({ and: [{ did: { event: "Signed Up" } }, { didNot: { event: "Order Completed" } }] });
    await page.goForward();
    await expect.poll(() => count(page), soon).toBe(seen);
    await page.locator("tbody a").first().click();
    await expect.poll(() => decodeURIComponent(new URL(page.url()).pathname), soon).toBe(`/people/${ids[0]}`);
    await page.getByRole("region", { name: "What they did" }).waitFor();
    expect(wrong).toEqual([]);
    await leave();
  });

  test("by keyboard: a condition of one's own, with a number and a time", async () => {
    const { page, wrong, leave } = await openDashboard(browser, addressOf({ and: [] }));
    await count(page);
    await page.getByRole("button", { name: "What they did" }).focus();
    await page.keyboard.press("Enter");
    // A condition without an event is not asked yet.
    expect(where(page)).toEqual({ and: [] });
    await page.getByRole("combobox", { name: "Event", exact: true }).focus();
    await page.keyboard.type("Product Vie");
    await page.getByRole("option", { name: /^Product Viewed/ }).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await expect
      .poll(() => where(page), soon)
      .toEqual({ and: [{ did: { event: "Product Viewed" }, within: { value: 30, unit: "day" } }] });
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type("5");
    await expect
      .poll(() => where(page), soon)
      .toEqual({
        and: [{ did: { event: "Product Viewed" }, within: { value: 30, unit: "day" }, count: { op: "gte", value: 5 } }],
      });
    await expect.poll(async () => (await count(page)) === (await answered(page)).count, soon).toBe(true);
    expect(await count(page)).toBeGreaterThan(0);
    expect(await violations(page)).toEqual([]);
    expect(wrong).toEqual([]);
    await leave();
  });

  test("groups, windows and filters of an address are shown, and what can't be shown is never lost", async () => {
    const elsewhere = { inCohort: { person: "plan", value: "free" } };
    const asked = {
      and: [
        {
          did: { event: "Order Completed", filter: { property: "revenue", op: "gt", value: "10" } },
          within: { from: "2020-01-01", to: "2099-12-31" },
        },
        { or: [{ person: "age", op: "gt", value: "30" }, { not: { or: [{ person: "email", op: "is_set" }] } }] },
        elsewhere,
      ],
    };
    const { page, wrong, leave } = await openDashboard(browser, addressOf(asked));
    expect(await count(page)).toBe((await answered(page)).count);
    await page.getByText("A condition written elsewhere").waitFor();
    await page.getByRole("button", { name: "Show it" }).click();
    expect(JSON.parse(await page.locator("pre").innerText())).toEqual(elsewhere);
    expect(await page.getByRole("combobox", { name: "How many must hold" }).count()).toBe(3);
    expect(await page.getByLabel("From", { exact: true }).inputValue()).toBe("2020-01-01");
    await page.getByRole("combobox", { name: "How many must hold" }).first().click();
    await page.getByRole("option", { name: "at least one of these" }).last().click();
    await expect.poll(() => where(page), soon).toEqual({ or: asked.and });
    await expect.poll(async () => (await count(page)) === (await answered(page)).count, soon).toBe(true);
    await page.getByRole("button", { name: "Remove this condition" }).last().click();
    await expect.poll(() => where(page), soon).toEqual({ or: asked.and.slice(0, 2) });
    // The focus goes on from where the condition was.
    expect(await page.evaluate("document.activeElement?.textContent")).toBe("What they did");
    expect(wrong).toEqual([]);
    await leave();
  });

  test("finds somebody by e-mail; columns are in the address; the report is saved and opens again", async () => {
    const { page, wrong, leave } = await openDashboard(browser, addressOf(ordered));
    await page.getByRole("columnheader", { name: "email" }).waitFor();
    await page.getByRole("button", { name: "Columns" }).click();
    await page.getByRole("checkbox", { name: "gender" }).check();
    await page.getByRole("checkbox", { name: "Events" }).uncheck();
    await page.keyboard.press("Escape");
    await page.getByRole("columnheader", { name: "gender" }).waitFor();
    expect(await page.getByRole("columnheader", { name: "Events" }).count()).toBe(0);
    // Other tests' people order, too, and some of them never said who they are.
    const row = page.locator("tbody tr").filter({ hasText: "@" }).first();
    const email = await row.locator("td").nth(1).innerText();
    const person = await row.getByRole("link").first().getAttribute("href");
    await page.getByRole("button", { name: "Save report" }).click();
    await page.getByRole("dialog").getByLabel("Name").fill("Who ordered");
    await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
    await page.getByText("“Who ordered” is saved").waitFor();
    const saved = await takeReport("Who ordered");
    const opened = await openDashboard(browser, addressOf(saved.question.where));
    expect(await count(opened.page)).toBe(await count(page));
    expect(where(opened.page)).toEqual(saved.question.where);
    await opened.leave();
    await page.getByLabel("Find a person by name, e-mail or id").fill(email);
    await page
      .getByRole("option", { name: new RegExp(email.replaceAll(".", String.raw`\.`)) })
      .first()
      .waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Enter");
    await expect.poll(() => new URL(page.url()).pathname, soon).toBe(person);
    expect(wrong).toEqual([]);
    await leave();
  });

  test("nobody is like this: says what to do, and does it", async () => {
    const nobody = { and: [{ person: "plan", op: "eq", value: "no such plan" }] };
    const { page, wrong, leave } = await openDashboard(browser, addressOf(nobody));
    await page.getByText("Nobody is like this right now").waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "Everybody" }).click();
    await expect.poll(() => where(page), soon).toEqual({ and: [] });
    expect(await listed(page)).toHaveLength(25);
    expect(wrong).toEqual([]);
    await leave();
  });

  test("the server down, slow, or signed out", async () => {
    const { page, leave } = await openDashboard(browser, addressOf(ordered));
    const before = await count(page);
    await page.route("**/api/query", (route) => route.abort());
    await page.getByRole("button", { name: "Refresh" }).click();
    await page.getByRole("alert").getByText("can't be reached").waitFor({ timeout: 20_000 });
    expect(await count(page)).toBe(before);
    await page.unroute("**/api/query");
    await page.route("**/api/query", async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 3_500));
      await route.continue();
    });
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("button", { name: "Cancel" }).waitFor();
    // The old answer stays to be read meanwhile.
    expect(await page.locator("tbody a").count()).toBeGreaterThan(0);
    await page.getByRole("button", { name: "Cancel" }).waitFor({ state: "detached" });
    await page.unroute("**/api/query");
    await page.route("**/api/query", (route) =>
      route.fulfill({
        status: 401,
        contentType: "application/json",
        body: '{"code":"unauthorized","message":"Sign in."}',
      }),
    );
    await page.getByRole("button", { name: "Refresh" }).click();
    await page.getByRole("heading", { name: "Sign in to Headwater" }).waitFor();
    await leave();
  });

  test("dark, and on a phone: nothing against WCAG, no page wider than the screen", async () => {
    for (const look of [{ colorScheme: "dark" as const }, { viewport: PHONE }]) {
      const { page, wrong, leave } = await openDashboard(browser, addressOf(ordered), look);
      expect(await listed(page)).not.toHaveLength(0);
      await page.getByRole("button", { name: "Group", exact: true }).click();
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
      expect(wrong).toEqual([]);
      await leave();
    }
  });
});
