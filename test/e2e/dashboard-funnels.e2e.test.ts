import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FunnelAnswer, FunnelPoint } from "#core/answer.ts";
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

const steps = [{ event: "Product Viewed" }, { event: "Product Added" }, { event: "Order Completed" }];
const addressOf = (more: object = {}): string =>
  `/funnels?q=${encodeURIComponent(
    JSON.stringify({
      kind: "funnel",
      range: { last: { value: 30, unit: "day" } },
      filter: { property: "$source", value: shop.id },
      steps,
      window: { value: 7, unit: "day" },
      ...more,
    }),
  )}`;
const stepsOf = (page: Page) => questionOfAddress(page)["steps"] as object[];

/** What the bars say: of each step its share of the first, how many reached it, how many stopped before it. */
async function bars(page: Page): Promise<string[][]> {
  await page.locator("[data-old=false] [data-step]").first().waitFor();
  const read = await page.locator("[data-step]").all();
  return Promise.all(
    read.map(async (step) => [
      await step.locator("strong").innerText(),
      ...(await step.getByRole("button", { name: "show the list" }).allInnerTexts()),
    ]),
  );
}

async function barsOfAnswer(page: Page): Promise<string[][]> {
  const { steps: answered = [] } = (await answerOfAddress(page)) as FunnelAnswer;
  return answered.map(({ count, percentOfFirst, dropped }) => [
    `${asShown(percentOfFirst)}%`,
    `${asShown(count)} ${count === 1 ? "person" : "people"}`,
    ...(dropped === null ? [] : [`${asShown(dropped)} stopped`]),
  ]);
}

/** Opens the list behind a number by whatever `open` does: how many it says. */
async function listed(page: Page, open: () => Promise<void>): Promise<string> {
  await open();
  const count = page.getByRole("dialog").locator("[data-people-count]");
  await count.waitFor();
  return count.innerText();
}
async function closeList(page: Page): Promise<void> {
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
}

describe("funnels", () => {
  test("opens with two steps to pick and funnels to start from; one click asks one", async () => {
    const { page, wrong, leave } = await openDashboard(browser, "/funnels");
    await page.getByText("Pick two events").waitFor();
    await page.getByRole("button", { name: /From looking to buying/ }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: /From looking to buying/ }).click();
    expect(await bars(page)).toEqual(await barsOfAnswer(page));
    expect(questionOfAddress(page)["steps"]).toEqual([
      { event: "Product Viewed" },
      { event: "Product Added" },
      { event: "Checkout Started" },
      { event: "Order Completed" },
    ]);
    expect(await violations(page)).toEqual([]);
    expect(wrong).toEqual([]);
    await leave();
  });

  test("by mouse: steps, another event, dragging, who reached and who stopped; the same in another window", async () => {
    const { page, wrong, leave } = await openDashboard(browser, addressOf({ steps: [{ event: "" }, { event: "" }] }));
    for (const [at, name] of ["Product Added", "Product Viewed", "Order Completed"].entries()) {
      if (at === 2) await page.getByRole("button", { name: "Add step" }).click();
      await page.getByRole("combobox", { name: `Event of step ${at + 1}` }).click();
      await page.getByRole("option", { name: new RegExp(`^${name}`) }).click();
    }
    const grip = (step: number) => page.getByRole("button", { name: new RegExp(`^Step ${step}, `) });
    const [from, to] = [await grip(1).boundingBox(), await grip(2).boundingBox()];
    if (from === null || to === null) throw new Error("the grips are there to be dragged");
    await page.mouse.move(from.x + 10, from.y + 10);
    await page.mouse.down();
    await page.mouse.move(from.x + 10, from.y + 20);
    await page.mouse.move(to.x + 10, to.y + 25);
    await page.mouse.up();
    await expect.poll(() => questionOfAddress(page)["steps"]).toEqual(steps);
    await page.getByRole("button", { name: "Or another event in step 2" }).click();
    await page.getByRole("combobox", { name: "Other event 1 of step 2" }).click();
    await page.getByRole("option", { name: /^Cart Viewed/ }).click();
    await expect
      .poll(() => stepsOf(page)[1])
      .toEqual({ anyOf: [{ event: "Product Added" }, { event: "Cart Viewed" }] });
    await expect.poll(() => bars(page)).toEqual(await barsOfAnswer(page));
    const seen = await bars(page);
    // The bars themselves are buttons for the pointer.
    const second = page.locator("[data-step='2'] .funnel-track button");
    expect(`${await listed(page, () => second.nth(1).click())} people`).toBe(seen[1]?.[1]);
    await closeList(page);
    expect(`${await listed(page, () => second.nth(0).click())} stopped`).toBe(seen[1]?.[2]);
    await page.waitForTimeout(300);
    expect(await violations(page)).toEqual([]);
    const there = new URL(page.url());
    const other = await openDashboard(browser, there.pathname + there.search);
    await other.page.getByRole("dialog").locator("[data-people-count]").waitFor();
    expect(await bars(other.page)).toEqual(seen);
    await other.leave();
    await page.getByRole("link", { name: "Save as people query" }).click();
    await expect.poll(() => new URL(page.url()).pathname).toBe("/people");
    expect(questionOfAddress(page)).toMatchObject({
      kind: "cohort",
      where: { and: [{ did: { event: "Product Viewed" } }, {}] },
    });
    await page.goBack();
    await page.goBack();
    await expect.poll(() => new URL(page.url()).searchParams.has("people")).toBe(false);
    expect(await bars(page)).toEqual(seen);
    expect(wrong).toEqual([]);
    await leave();
  });

  test("by keyboard: moved by the arrow keys with the focus, said aloud, removed; a list opened and closed", async () => {
    const { page, wrong, leave } = await openDashboard(browser, addressOf());
    const seen = await bars(page);
    await page.getByRole("button", { name: /^Step 3, Order Completed/ }).focus();
    await page.keyboard.press("ArrowUp");
    await expect.poll(() => stepsOf(page)[1]).toEqual({ event: "Order Completed" });
    await page.getByText("Order Completed is step 2 of 3 now.").waitFor();
    const focused = () => page.evaluate("document.activeElement.getAttribute('aria-label')");
    await expect.poll(focused).toMatch(/^Step 2, Order Completed/);
    await page.keyboard.press("ArrowDown");
    await expect.poll(() => questionOfAddress(page)["steps"]).toEqual(steps);
    await expect.poll(() => bars(page)).toEqual(seen);
    const stopped = page.locator("[data-step='3']").getByRole("button", { name: /stopped before step 3/ });
    await stopped.focus();
    expect(`${await listed(page, () => page.keyboard.press("Enter"))} stopped`).toBe(seen[2]?.[2]);
    await closeList(page);
    await expect.poll(focused).toMatch(/stopped before step 3/);
    await page.getByRole("button", { name: "Remove event of step 3" }).focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => questionOfAddress(page)["steps"]).toEqual(steps.slice(0, 2));
    expect(wrong).toEqual([]);
    await leave();
  });

  test("the choices: order, window, count, left out; and their numbers are the API's", async () => {
    const { page, wrong, leave } = await openDashboard(browser, addressOf());
    await bars(page);
    await page.getByRole("combobox", { name: "Order", exact: true }).click();
    await page.getByRole("option", { name: "One right after the other" }).click();
    await expect.poll(() => questionOfAddress(page)["order"]).toBe("strict");
    await expect.poll(() => bars(page)).toEqual(await barsOfAnswer(page));
    await page.getByRole("combobox", { name: "Order", exact: true }).click();
    await page.getByRole("option", { name: "In this order" }).click();
    await page.getByLabel("Done within").fill("1");
    await page.keyboard.press("Enter");
    await expect.poll(() => questionOfAddress(page)["window"]).toEqual({ value: 1, unit: "day" });
    await page.getByRole("button", { name: "Leave out who did" }).click();
    await page.getByRole("combobox", { name: "Event that must not happen 1" }).click();
    await page.getByRole("option", { name: /^Products Searched/ }).click();
    await expect
      .poll(() => questionOfAddress(page)["exclusions"])
      .toEqual([{ event: "Products Searched", fromStep: 0, toStep: 2 }]);
    await expect.poll(() => bars(page)).toEqual(await barsOfAnswer(page));
    await page.getByRole("combobox", { name: "Count", exact: true }).click();
    await page.getByRole("option", { name: "Every try" }).click();
    await page.getByText("tries get to the last step").waitFor();
    // What is shown while the answer is on its way is paler.
    await bars(page);
    await page.waitForTimeout(300);
    expect(await violations(page)).toEqual([]);
    expect(wrong).toEqual([]);
    await leave();
  });

  test("in groups: every number opens its list, arrow keys go from one to the next", async () => {
    const by = { breakdown: { source: "event", key: "$browser", limit: 3 } };
    const { page, wrong, leave } = await openDashboard(browser, addressOf(by));
    const rows = page.locator("tr[data-group]");
    await page.locator("tr[data-group='$all']").waitFor();
    const { breakdown = {} } = (await answerOfAddress(page)) as FunnelAnswer;
    expect(await rows.count()).toBe(Object.keys(breakdown).length + 1);
    for (const [group, answered] of Object.entries(breakdown)) {
      const texts = await page.locator(`tr[data-group='${group}'] button`).allInnerTexts();
      const expected = answered.flatMap(({ count, dropped }) =>
        dropped === null ? [asShown(count)] : [asShown(count), `${asShown(dropped)} stopped`],
      );
      expect(texts).toEqual(expected);
    }
    await page.locator("[data-cell='0 0']").focus();
    for (const key of ["ArrowRight", "ArrowDown", "ArrowDown"]) await page.keyboard.press(key);
    const [group] = Object.keys(breakdown);
    const reached = breakdown[group ?? ""]?.[1]?.count ?? -1;
    expect(await listed(page, () => page.keyboard.press("Enter"))).toBe(asShown(reached));
    await page.waitForTimeout(300);
    expect(await violations(page)).toEqual([]);
    expect(wrong).toEqual([]);
    await leave();
  });

  test("the trend and the time to convert say what the API says", async () => {
    const { page, wrong, leave } = await openDashboard(browser, addressOf());
    await bars(page);
    await page.getByText("Trend", { exact: true }).click();
    const table = page.getByRole("table", { name: "Conversion over time" });
    await table.waitFor();
    const points = ((await answerOfAddress(page)) as FunnelAnswer).trend as FunnelPoint[];
    const rates = await table.locator("tbody b").allInnerTexts();
    expect(rates).toEqual(points.toReversed().map(({ rate }) => `${asShown(rate)}%`));
    const growing = await table.locator("tbody abbr").count();
    expect(growing).toBe(points.filter(({ final }) => !final).length);
    const place = points.toReversed().findIndex(({ converted }) => converted > 0);
    const count = await listed(page, () => table.locator(`[data-cell='${place} 0']`).click());
    expect(count).toBe(asShown(points.toReversed()[place]?.converted ?? -1));
    await closeList(page);
    expect(await violations(page)).toEqual([]);
    await page.getByText("Time to convert", { exact: true }).click();
    await page.getByRole("group", { name: "How long it took" }).waitFor();
    const { timeToConvert } = (await answerOfAddress(page)) as { timeToConvert: { bins: [number, number][] } };
    expect(await page.locator(".histogram-count").allInnerTexts()).toEqual(
      timeToConvert.bins.map(([, value]) => asShown(value)),
    );
    expect(await violations(page)).toEqual([]);
    expect(wrong).toEqual([]);
    await leave();
  });

  test("says when nothing happened, when the server is down, and goes to the sign-in when the session is over", async () => {
    const { page, leave } = await openDashboard(browser, addressOf());
    const before = await bars(page);
    await page.route("**/api/query", (route) => route.abort());
    await page.getByRole("button", { name: "Refresh" }).click();
    await page.getByRole("alert").getByText("can't be reached").waitFor({ timeout: 20_000 });
    expect(await bars(page)).toEqual(before);
    await page.unroute("**/api/query");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("alert").waitFor({ state: "detached" });
    await page.context().clearCookies();
    await page.getByText("7D", { exact: true }).click();
    await page.getByRole("heading", { name: "Sign in to Headwater" }).waitFor();
    await leave();
    const long = { range: undefined, from: "2020-01-01", to: "2020-01-07" };
    const empty = await openDashboard(browser, addressOf(long));
    await empty.page.getByText("Nothing happened in this time").waitFor();
    expect(empty.wrong).toEqual([]);
    await empty.leave();
  });

  test.each([{}, { view: "trend" }, { view: "timeToConvert" }, { breakdown: { source: "event", key: "$browser" } }])(
    "in the dark on a phone, %o: nothing axe objects to, and nothing sticks out",
    async (more) => {
      const look = { viewport: PHONE, colorScheme: "dark" } as const;
      const { page, wrong, leave } = await openDashboard(browser, addressOf(more), look);
      await page.locator("[data-old=false]").waitFor();
      if (!("view" in more)) await bars(page);
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(PHONE.width);
      expect(wrong).toEqual([]);
      await leave();
    },
  );
});
