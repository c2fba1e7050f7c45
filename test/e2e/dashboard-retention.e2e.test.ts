import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AnswerMeta, RetentionAnswer } from "#core/answer.ts";
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

const addressOf = (more: object = {}, rest = ""): string =>
  `/retention?q=${encodeURIComponent(
    JSON.stringify({
      kind: "retention",
      range: { last: { value: 6, unit: "week" } },
      interval: "week",
      start: { event: null },
      return: { event: null },
      filter: { property: "$source", value: shop.id },
      ...more,
    }),
  )}${rest}`;
/** The cells as text, row by row, first how many started; without the mark of those that aren't over. */
async function cells(page: Page): Promise<string[][]> {
  await page.locator("[data-old=false] table button").first().waitFor();
  const rows = await page.locator("[data-old=false] table tbody tr:not([data-average])").all();
  return Promise.all(
    rows.map(async (row) => (await row.locator("button").allInnerTexts()).map((text) => text.replace("*", ""))),
  );
}
const cellsOf = (rows: RetentionAnswer["cohorts"], as: "rate" | "count"): string[][] =>
  rows.map(({ values: [size = 0, ...returned] }) => [
    size.toLocaleString("en-US"),
    ...returned.map((count) =>
      size === 0 ? "–" : as === "count" ? asShown(count) : `${asShown(Math.round((1_000 * count) / size) / 10)}%`,
    ),
  ]);
const answered = async (page: Page) => (await answerOfAddress(page)) as RetentionAnswer & { meta: AnswerMeta };

describe("retention", () => {
  test("opens with anything by week over eight weeks", async () => {
    const { page, wrong, leave } = await openDashboard(browser, "/retention");
    const seen = await cells(page);
    expect(questionOfAddress(page)).toMatchObject({
      range: { last: { value: 8, unit: "week" } },
      interval: "week",
      start: { event: null },
      return: { event: null },
    });
    expect(seen).toHaveLength(8);
    expect(seen[0]).toHaveLength(8);
    expect(await violations(page)).toEqual([]);
    expect(wrong).toEqual([]);
    await leave();
  });

  test("numbers are the API's: cells, average, what isn't over; as rates and as people", async () => {
    const { page, wrong, leave } = await openDashboard(browser, addressOf());
    const seen = await cells(page);
    const answer = await answered(page);
    expect(seen).toEqual(cellsOf(answer.cohorts, "rate"));
    const averages = await page.locator("[data-average] .heat-plain").allInnerTexts();
    expect(averages).toEqual(
      answer.average.slice(1).flatMap((part) => (part === null ? [] : [`${asShown(Math.round(part * 1_000) / 10)}%`])),
    );
    // One cell a row is of the week that isn't over: the last one. The newest row has none.
    expect(await page.locator("[data-growing=true]").count()).toBe(answer.cohorts.length - 1);
    await page.getByText("People", { exact: true }).and(page.locator("label *, label")).first().click();
    await expect.poll(() => new URL(page.url()).searchParams.get("cells")).toBe("count");
    expect(await cells(page)).toEqual(cellsOf(answer.cohorts, "count"));
    expect(wrong).toEqual([]);
    await leave();
  });

  test("by mouse: events, period, who starts, groups; back and forward, and the same in another window", async () => {
    const { page, wrong, leave } = await openDashboard(browser, addressOf());
    await cells(page);
    await page.getByRole("combobox", { name: "They start with" }).click();
    await page.getByRole("option", { name: /^Product Viewed/ }).click();
    await page.getByRole("combobox", { name: "Who starts" }).click();
    await page.getByRole("option", { name: "First time in this range" }).click();
    await page.getByRole("combobox", { name: "Counts as back" }).click();
    await page.getByRole("option", { name: "Then or later" }).click();
    await page.getByRole("combobox", { name: "Break down by" }).click();
    await page.getByRole("option", { name: "Browser", exact: true }).click();
    await expect
      .poll(() => questionOfAddress(page))
      .toMatchObject({
        start: { event: "Product Viewed" },
        startMode: "first",
        mode: "onOrAfter",
        breakdown: { source: "event", key: "$browser" },
      });
    await page.getByRole("combobox", { name: "Group in the table" }).click();
    await page.getByRole("option", { name: "Chrome", exact: true }).click();
    await expect.poll(() => new URL(page.url()).searchParams.get("group")).toBe("Chrome");
    const answer = await answered(page);
    await expect.poll(() => cells(page)).toEqual(cellsOf(answer.breakdown?.["Chrome"] ?? [], "rate"));
    const there = new URL(page.url());
    const other = await openDashboard(browser, there.pathname + there.search);
    expect(await cells(other.page)).toEqual(await cells(page));
    await other.leave();
    await page.goBack();
    await expect.poll(() => cells(page)).toEqual(cellsOf(answer.cohorts, "rate"));
    await page.goForward();
    await expect.poll(() => cells(page)).toEqual(cellsOf(answer.breakdown?.["Chrome"] ?? [], "rate"));
    await page.getByText("Day", { exact: true }).click();
    await expect.poll(() => questionOfAddress(page)["interval"]).toBe("day");
    // What is shown while the answer is on its way is paler.
    await cells(page);
    await page.waitForTimeout(300);
    expect(await violations(page)).toEqual([]);
    expect(wrong).toEqual([]);
    await leave();
  });

  test("by keyboard: arrow keys to a cell, and the people of it", async () => {
    const { page, wrong, leave } = await openDashboard(browser, addressOf());
    await cells(page);
    const { cohorts } = await answered(page);
    await page.locator("[data-cell='0 0']").focus();
    for (const key of ["ArrowDown", "ArrowRight", "ArrowRight"]) await page.keyboard.press(key);
    await page.keyboard.press("Enter");
    const drawer = page.getByRole("dialog");
    await drawer.locator("[data-people-count]").waitFor();
    expect(await drawer.locator("[data-people-count]").innerText()).toBe(asShown(cohorts[1]?.values[2] ?? -1));
    await page.waitForTimeout(300);
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await drawer.waitFor({ state: "hidden" });
    await expect.poll(() => page.evaluate("document.activeElement.dataset.cell")).toBe("1 2");
    expect(wrong).toEqual([]);
    await leave();
  });

  test("says when one period is not enough, when nothing happened, when the server is down or the session over", async () => {
    const short = await openDashboard(browser, addressOf({ range: { last: { value: 1, unit: "week" } } }));
    await short.page.getByText("One week is not enough to come back").waitFor();
    await short.leave();
    const none = { range: undefined, from: "2020-01-01", to: "2020-02-07" };
    const empty = await openDashboard(browser, addressOf(none));
    await empty.page.getByText("Nothing happened in this time").waitFor();
    expect(empty.wrong).toEqual([]);
    await empty.leave();
    const { page, leave } = await openDashboard(browser, addressOf());
    const before = await cells(page);
    await page.route("**/api/query", (route) => route.abort());
    await page.getByRole("button", { name: "Refresh" }).click();
    await page.getByRole("alert").getByText("can't be reached").waitFor({ timeout: 20_000 });
    expect(await cells(page)).toEqual(before);
    await page.unroute("**/api/query");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("alert").waitFor({ state: "detached" });
    await page.context().clearCookies();
    await page.getByText("30D", { exact: true }).click();
    await page.getByRole("heading", { name: "Sign in to Headwater" }).waitFor();
    await leave();
  });

  test.each([{}, { breakdown: { source: "event", key: "$browser", limit: 3, onReturn: false } }, { mode: "rolling" }])(
    "in the dark on a phone, %o: nothing axe objects to, and nothing sticks out",
    async (more) => {
      const look = { viewport: PHONE, colorScheme: "dark" } as const;
      const { page, wrong, leave } = await openDashboard(browser, addressOf(more), look);
      await cells(page);
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(PHONE.width);
      expect(wrong).toEqual([]);
      await leave();
    },
  );
});
