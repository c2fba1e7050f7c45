import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SegmentationAnswer } from "#core/answer.ts";
import { openBrowser } from "../support/browser.ts";
import {
  answerOfAddress,
  asShown,
  questionOfAddress,
  openDashboard,
  PHONE,
  shopData,
  violations,
} from "../support/dashboard-e2e.ts";

let browser: Browser;
let shop: { id: number };

beforeAll(async () => {
  browser = await openBrowser();
  shop = await shopData();
}, 120_000);
afterAll(() => browser.close());

const addressOf = (question: object, more = ""): string =>
  `/segmentation?q=${encodeURIComponent(JSON.stringify({ kind: "segmentation", ...question }))}${more}`;
const ofShop = () => ({ filter: { property: "$source", value: shop.id } });
const last30 = { range: { last: { value: 30, unit: "day" } }, interval: "day" };

/** The totals as the table has them, by name. */
async function totals(page: Page): Promise<Record<string, string>> {
  await page.locator("[data-old=false] tbody tr").first().waitFor();
  const rows = await page.locator("tbody tr").all();
  const pairs = await Promise.all(
    rows.map(async (row) => [
      (await row.locator("td").first().innerText()).trim(),
      await row.locator("[data-total]").innerText(),
    ]),
  );
  return Object.fromEntries(pairs) as Record<string, string>;
}

describe("segmentation", () => {
  test("opens on the twelve busiest events, with the numbers of the API, and writes the question into the address", async () => {
    const { page, wrong, leave } = await openDashboard(browser, "/segmentation");
    await page.getByRole("heading", { name: "Segmentation" }).waitFor();
    const seen = await totals(page);
    expect(questionOfAddress(page)).toEqual({ kind: "segmentation", ...last30, top: 12 });
    const answer = (await answerOfAddress(page)) as SegmentationAnswer;
    expect(Object.keys(seen)).toHaveLength(12);
    expect(seen).toEqual(Object.fromEntries(answer.series.map((row) => [row.series, asShown(row.total)])));
    // Five lines can be told apart, so five are drawn.
    expect(await page.getByRole("checkbox", { name: /^Draw /, checked: true }).count()).toBe(5);
    expect(await violations(page)).toEqual([]);
    expect(wrong).toEqual([]);
    await leave();
  });

  test("by mouse: an event, people, a breakdown, back and forward, and the same in another window", async () => {
    const { page, wrong, leave } = await openDashboard(browser, addressOf({ ...last30, top: 12, ...ofShop() }));
    await totals(page);
    await page.getByRole("button", { name: "Choose events" }).click();
    await page.getByRole("combobox", { name: "Event A" }).click();
    await page.getByRole("option", { name: /^Product Viewed/ }).click();
    await page.getByRole("combobox", { name: "Measure A" }).click();
    await page.getByRole("option", { name: "Unique people" }).click();
    await page.getByRole("combobox", { name: "Break down by 1" }).click();
    await page.getByRole("option", { name: "Browser", exact: true }).click();
    await expect
      .poll(() => questionOfAddress(page))
      .toMatchObject({
        series: [{ event: "Product Viewed", math: "unique" }],
        breakdown: { source: "event", key: "$browser" },
      });
    await expect.poll(async () => Object.keys(await totals(page))).toContain("Chrome");
    const seen = await totals(page);
    const answer = (await answerOfAddress(page)) as SegmentationAnswer;
    expect(Object.values(seen)).toEqual(answer.series.map((row) => asShown(row.total)));
    const there = new URL(page.url());
    const other = await openDashboard(browser, there.pathname + there.search);
    expect(await totals(other.page)).toEqual(seen);
    await other.leave();
    await page.goBack();
    await expect.poll(() => questionOfAddress(page)["breakdown"]).toBeUndefined();
    await page.goForward();
    await expect.poll(() => totals(page)).toEqual(seen);
    expect(wrong).toEqual([]);
    await leave();
  });

  test("a number opens the people behind it: as many as it says; by keyboard, and back", async () => {
    const asked = { ...last30, series: [{ event: "Order Completed", math: "unique" }], ...ofShop() };
    const { page, wrong, leave } = await openDashboard(browser, addressOf(asked));
    const [total] = Object.values(await totals(page));
    await page.locator("[data-total]").first().focus();
    // From the total to the newest but one of the days, and to the people of it.
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("Enter");
    const drawer = page.getByRole("dialog");
    await drawer.locator("[data-people-count]").waitFor();
    expect(await drawer.locator("[data-people-count]").innerText()).toBe(total);
    expect(await drawer.getByRole("listitem").count()).toBe(Math.min(50, Number(total)));
    await page.waitForTimeout(300);
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await drawer.waitFor({ state: "hidden" });
    expect(new URL(page.url()).searchParams.has("people")).toBe(false);
    expect(wrong).toEqual([]);
    await leave();
  });

  test("keys go to other reports with the range and the filters, and set the range", async () => {
    const { page, wrong, leave } = await openDashboard(browser, addressOf({ ...last30, top: 5, ...ofShop() }));
    await totals(page);
    await page.keyboard.press("d");
    await page.keyboard.press("7");
    await expect.poll(() => questionOfAddress(page)["range"]).toEqual({ last: { value: 7, unit: "day" } });
    await page.keyboard.press("g");
    await page.keyboard.press("f");
    await expect.poll(() => new URL(page.url()).pathname).toBe("/funnels");
    expect(questionOfAddress(page)).toMatchObject({
      kind: "funnel",
      range: { last: { value: 7, unit: "day" } },
      ...ofShop(),
    });
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
    expect(wrong).toEqual([]);
    await leave();
  });

  test("whatever a value is made of survives the address", async () => {
    const value = '100%41 & 1+1=2 #? "ü" %';
    const odd = { and: [{ property: "plan", op: "neq", value }, ofShop().filter] };
    const { page, leave } = await openDashboard(browser, addressOf({ ...last30, top: 3, filter: odd }));
    await totals(page);
    expect(questionOfAddress(page)["filter"]).toEqual(odd);
    await page.getByText("7D", { exact: true }).click();
    await expect.poll(() => questionOfAddress(page)["range"]).toEqual({ last: { value: 7, unit: "day" } });
    expect(questionOfAddress(page)["filter"]).toEqual(odd);
    await leave();
  });

  test("a link that was cut off on its way opens what is left of it", async () => {
    const { page, wrong, leave } = await openDashboard(
      browser,
      addressOf({ ...last30, top: 3, ...ofShop() }, `&people=${encodeURIComponent('{"series":"A')}`),
    );
    expect(Object.keys(await totals(page))).toHaveLength(3);
    expect(await page.getByRole("dialog").count()).toBe(0);
    await page.goto(new URL("/segmentation?q=%7B%22kind%22", page.url()).href);
    await expect.poll(() => questionOfAddress(page)["top"]).toBe(12);
    expect(wrong).toEqual([]);
    await leave();
  });

  test("says when nothing happened, and what the server says is wrong with a question", async () => {
    const empty = await openDashboard(
      browser,
      addressOf({ from: "2020-01-01", to: "2020-01-07", interval: "day", series: [{ event: "Order Completed" }] }),
    );
    await empty.page.getByText("Nothing happened in this time").waitFor();
    expect(empty.wrong).toEqual([]);
    await empty.leave();
    const refused = await openDashboard(
      browser,
      addressOf({ from: "2020-01-01", to: "2026-01-07", interval: "hour", series: [{ event: "Order Completed" }] }),
    );
    await refused.page.getByRole("alert").getByText("hour goes up to 31 days").waitFor();
    await refused.leave();
  });

  test("the server down: what was shown stays, the trouble is said, and trying again helps", async () => {
    const { page, leave } = await openDashboard(browser, addressOf({ ...last30, top: 5, ...ofShop() }));
    const before = await totals(page);
    await page.route("**/api/query", (route) => route.abort());
    await page.getByRole("button", { name: "Refresh" }).click();
    await page.getByRole("alert").getByText("can't be reached").waitFor({ timeout: 20_000 });
    expect(await totals(page)).toEqual(before);
    await page.unroute("**/api/query");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("alert").waitFor({ state: "detached" });
    await leave();
  });

  test("a slow answer can be given up, and a lost session leads to the sign-in", async () => {
    const { page, leave } = await openDashboard(browser, addressOf({ ...last30, top: 5, ...ofShop() }));
    await totals(page);
    await page.route("**/api/query", async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 8_000));
      await route.continue().catch(() => {});
    });
    await page.getByText("7D", { exact: true }).click();
    await page.getByRole("button", { name: "Cancel" }).click({ timeout: 6_000 });
    await page.getByRole("button", { name: "Cancel" }).waitFor({ state: "detached" });
    await page.unrouteAll({ behavior: "ignoreErrors" });
    await page.context().clearCookies();
    await page.getByText("90D", { exact: true }).click();
    await page.getByRole("heading", { name: "Sign in to Headwater" }).waitFor();
    expect(await violations(page)).toEqual([]);
    await leave();
  });

  test.each(["line", "stacked", "bar", "number", "table"])(
    "%s in the dark on a phone: nothing axe objects to",
    async (chart) => {
      const { page, wrong, leave } = await openDashboard(
        browser,
        addressOf({ ...last30, top: 5, ...ofShop(), compare: "previous" }, chart === "line" ? "" : `&chart=${chart}`),
        { viewport: PHONE, colorScheme: "dark" },
      );
      await totals(page);
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(PHONE.width);
      expect(wrong).toEqual([]);
      await leave();
    },
  );
});
