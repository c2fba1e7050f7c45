import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { CohortAnswer, SegmentationAnswer } from "#core/answer.ts";
import { EVERYBODY, partOfEverybody } from "#core/report/everybody.ts";
import { numbersIn } from "#core/report/numbers.ts";
import type { Address } from "../../scripts/address-file.ts";
import { adminApi } from "../../scripts/admin-api.ts";
import { openBrowser } from "../support/browser.ts";
import { answerOfAddress, openDashboard, PHONE, shopData, violations } from "../support/dashboard-e2e.ts";
import { admin } from "../support/people-e2e.ts";

let browser: Browser;
const { url, adminToken }: Address = inject("headwater");
const api = adminApi(url, adminToken);

beforeAll(async () => {
  browser = await openBrowser();
  await shopData();
}, 120_000);
afterAll(() => browser.close());

const funnel = {
  kind: "funnel",
  range: { last: { value: 30, unit: "day" } },
  steps: [{ event: "Product Viewed" }, { event: "Order Completed" }],
};

describe("the way in", () => {
  test("a token signs in, a wrong one is told; no script can read the cookie, and the page lets nothing foreign run", async () => {
    const { page, wrong, leave } = await openDashboard(browser, "/", { signedIn: false });
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "Other ways" }).click();
    await page.getByLabel("Admin token").fill("wrong");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("This token is not known here").waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByLabel("Admin token").fill(adminToken);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Home" }).waitFor();
    expect(await page.evaluate("document.cookie")).toBe("");
    // The two refusals that were asked for.
    expect(wrong.filter((line) => !line.includes("401"))).toEqual([]);
    const { headers } = await fetch(url, { headers: { accept: "text/html" } });
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self' 'nonce-");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("unsafe");
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in to Headwater" }).waitFor();
    expect((await page.request.get(`${url}/api/sources`)).status()).toBe(401);
    await leave();
  });

  test("the link that npm run dev prints signs in, and the token is not left in the address", async () => {
    const { page, leave } = await openDashboard(browser, "/");
    await page.getByRole("heading", { name: "Home" }).waitFor();
    expect(page.url()).not.toContain(adminToken);
    await leave();
  });
});

describe("home", () => {
  test("key numbers are those of the reports they lead to", async () => {
    const { page, wrong, leave } = await openDashboard(browser, "/");
    const card = page.locator("[data-key-number='People, last 7 days']");
    await card.waitFor();
    const shown = await card.innerText();
    await page.getByRole("link", { name: "People, last 7 days" }).click();
    await page.locator("[data-total]").first().waitFor();
    const answer = (await answerOfAddress(page)) as SegmentationAnswer;
    expect(shown).toBe(new Intl.NumberFormat("en-US").format(answer.series[0]?.total ?? -1));
    expect(Number(await page.locator("[data-total]").first().getAttribute("data-total"))).toBe(answer.series[0]?.total);
    expect(wrong).toEqual([]);
    await leave();
  });

  test("a people card is a part of everybody, as on the People screen and in a digest", async () => {
    const where = { did: { event: "Order Completed" } };
    const name = "Who bought anything";
    const { id } = await admin<{ id: number }>("POST", "/api/reports", { name, question: { kind: "cohort", where } });
    await admin("PATCH", `/api/reports/${id}`, { board: 0 });
    const { count, base } = await admin<CohortAnswer>("POST", "/api/query", { kind: "cohort", where });
    const everybody = (await admin<CohortAnswer>("POST", "/api/query", EVERYBODY)).base;
    expect(base).toBeLessThan(everybody);
    const { words } = partOfEverybody(count, everybody, numbersIn("en-US"));
    const { page, wrong, leave } = await openDashboard(browser, "/");
    await page.getByRole("article", { name }).getByText(words).waitFor();
    await page.getByRole("link", { name }).first().click();
    await page.locator(`[data-people-count="${count}"]`).waitFor();
    await page.getByText(words).waitFor();
    const definition = {
      name,
      when: { schedule: "day", at: "08:00" },
      do: [{ digest: [id], to: ["boss@home-test.example"], subject: "x" }],
    };
    const preview = await admin("POST", "/api/automations/preview", { definition });
    expect(preview).toMatchObject({ actions: [{ message: { text: expect.stringContaining(words) } }] });
    await admin("DELETE", `/api/reports/${id}`);
    expect(wrong).toEqual([]);
    await leave();
  });

  test("a report is saved, pinned, moved, renamed and deleted: by mouse and by keys", async () => {
    const { page, wrong, leave } = await openDashboard(
      browser,
      `/segmentation?q=${encodeURIComponent(JSON.stringify({ kind: "segmentation", range: funnel.range, interval: "day", top: 3 }))}`,
    );
    await page.getByRole("button", { name: "Save report" }).click();
    await page.getByLabel("Name").fill("What is busy");
    await page.keyboard.press("Enter");
    await page.getByText("is saved. You find it on Home").waitFor();
    await api.post("/api/reports", { name: "To the order", question: funnel });
    await page.keyboard.press("g");
    await page.keyboard.press("h");
    await page.getByRole("button", { name: "Pin What is busy to the board" }).click();
    await page.getByRole("button", { name: "Pin To the order to the board" }).focus();
    await page.keyboard.press("Enter");
    const board = page.getByRole("region", { name: "Board" });
    const names = () => board.getByRole("article").evaluateAll((cards) => cards.map((card) => card.ariaLabel));
    await expect.poll(names).toEqual(["What is busy", "To the order"]);
    await board.getByRole("button", { name: "Do something with To the order" }).click();
    await page.getByRole("menuitem", { name: "Move left" }).click();
    await expect.poll(names).toEqual(["To the order", "What is busy"]);
    await board.getByText("convert").waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "Rename What is busy" }).click();
    await page.getByRole("dialog").getByLabel("Name").fill("The busiest");
    await page.keyboard.press("Enter");
    await expect.poll(names).toEqual(["To the order", "The busiest"]);
    for (const name of ["To the order", "The busiest"]) {
      await page.getByRole("button", { name: `Delete ${name}` }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
      await page.getByRole("button", { name: `Delete ${name}` }).waitFor({ state: "detached" });
    }
    expect(wrong).toEqual([]);
    await leave();
  });

  test("the palette finds a screen, an event and a person", async () => {
    const { page, wrong, leave } = await openDashboard(browser, "/");
    await page.getByRole("heading", { name: "Home" }).waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("textbox", { name: "Find anything" }).fill("Order Comp");
    await page.getByRole("option", { name: /Order Completed/ }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Enter");
    await expect.poll(() => new URL(page.url()).pathname).toBe("/segmentation");
    expect(wrong).toEqual([]);
    await leave();
  });

  test.each(["light", "dark"] as const)(
    "%s on a phone: nothing axe objects to, the menu opens",
    async (colorScheme) => {
      const { page, wrong, leave } = await openDashboard(browser, "/", { viewport: PHONE, colorScheme });
      await page.locator("[data-key-number]").first().waitFor();
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(PHONE.width);
      await page.getByRole("button", { name: "Menu" }).click();
      await page.getByRole("navigation").getByRole("link", { name: "Funnels" }).click();
      await expect.poll(() => new URL(page.url()).pathname).toBe("/funnels");
      expect(wrong).toEqual([]);
      await leave();
    },
  );

  test("can be used within a second of navigating to it", async () => {
    const { page, leave } = await openDashboard(browser, "/");
    await page.locator("[data-key-number]").first().waitFor();
    const times: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      await page.reload();
      await page.locator("[data-key-number]").first().waitFor();
      times.push(Number(await page.evaluate("performance.now()")));
    }
    console.log(`first numbers after ${times.map((ms) => Math.round(ms)).join(", ")} ms`);
    // The other tests run beside this one: what a machine is busy with otherwise makes a load slower, never faster.
    expect(Math.min(...times)).toBeLessThan(1_000);
    await leave();
  });
});
