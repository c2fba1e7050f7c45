import { createHash } from "node:crypto";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { Address } from "../../scripts/address-file.ts";
import { adminApi } from "../../scripts/admin-api.ts";
import { openBrowser } from "../support/browser.ts";
import { openDashboard, openMenuByKeys, PHONE, violations } from "../support/dashboard-e2e.ts";

const { url, adminToken }: Address = inject("headwater");
const api = adminApi(url, adminToken);

const send = (writeKey: string, event: object) =>
  fetch(`${url}/v1/track`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${writeKey}:`)}`, "content-type": "application/json" },
    body: JSON.stringify(event),
  });
const card = (page: Page, name: string) => page.getByRole("article", { name, exact: true });
const sourceNamed = async (name: string) => {
  const found = (await api.sources()).find((source) => source.name === name);
  if (found?.writeKey == null) throw new Error(`no source ${name} with a key`);
  return { ...found, writeKey: found.writeKey };
};

/** A busy machine draws late. */
const PATIENT = { timeout: 15_000 };

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

test("a new source, by mouse: made, installed, and green by itself when its first event arrives", async () => {
  const { page, wrong, leave } = await openDashboard(browser, "/sources");
  await page.getByRole("button", { name: "New source" }).click();
  const dialog = page.getByRole("dialog", { name: "New source" });
  await dialog.getByLabel("Name").fill("Sources: a site");
  await dialog.getByRole("button", { name: "Make the source" }).click();
  const made = card(page, "Sources: a site");
  await made.getByText("Waiting for the first event").waitFor();
  const { id, writeKey } = await sourceNamed("Sources: a site");
  expect(new URL(page.url()).search).toBe(`?source=${id}`);

  const code = (name: string) => made.getByRole("region", { name: `${name}: code` });
  const html = (await code("The snippet").textContent()) ?? "";
  expect(html).toContain(`src="${url}/v1/${writeKey}.js"`);
  const script = /<script>([\s\S]*?)<\/script>/.exec(html)?.[1] ?? "";
  const hash = createHash("sha256").update(script).digest("base64");
  await expect.poll(() => code("Content security policy").textContent(), PATIENT).toContain(`'sha256-${hash}'`);
  await made.getByRole("button", { name: "Copy: The snippet" }).click();
  expect(await page.evaluate("navigator.clipboard.readText()")).toBe(html);
  for (const tab of ["npm", "React", "Server", "curl"]) {
    await made.getByRole("tab", { name: tab }).click();
    expect(await made.getByRole("tabpanel").textContent()).toContain(writeKey);
  }

  expect((await send(writeKey, { event: "First", anonymousId: "s1" })).status).toBe(200);
  await made.getByText("Receiving: yes,").waitFor({ timeout: 15_000 });
  expect(wrong).toEqual([]);
  await leave();
});

test("by keyboard: made with a key a site already has, renamed, switched off and on", async () => {
  const { page, wrong, leave } = await openDashboard(browser, "/sources?new=1");
  await page.getByRole("dialog").getByLabel("Name").waitFor();
  await page.keyboard.type("Sources: moved");
  await page.getByRole("dialog").getByLabel("Write key you already use").focus();
  await page.keyboard.type("wk_brought_along");
  await page.keyboard.press("Enter");
  const moved = card(page, "Sources: moved");
  await moved.waitFor();
  expect((await sourceNamed("Sources: moved")).writeKey).toBe("wk_brought_along");

  await page.getByRole("dialog").waitFor({ state: "hidden" });
  const more = moved.getByRole("button", { name: "More for Sources: moved" });
  await openMenuByKeys(page, more, page.getByRole("menuitem", { name: "Rename" }));
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: "Rename this source" }).getByLabel("Name").waitFor();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("Sources: renamed");
  await page.keyboard.press("Enter");
  const renamed = card(page, "Sources: renamed");
  await renamed.waitFor();

  const onOff = renamed.getByRole("switch", { name: "Sources: renamed receives events" });
  await onOff.focus();
  await page.keyboard.press("Space");
  await renamed.getByText("Switched off: what comes is refused").waitFor();
  expect((await send("wk_brought_along", { event: "No", anonymousId: "s2" })).status).toBe(403);
  await onOff.focus();
  await page.keyboard.press("Space");
  await renamed.getByText("Waiting for the first event").waitFor();
  expect((await send("wk_brought_along", { event: "Yes", anonymousId: "s2" })).status).toBe(200);
  expect(wrong).toEqual([]);
  await leave();
});

test("a new key: the old one goes on for the hours chosen, and both are shown", async () => {
  const source = await api.createSource({ name: "Sources: rotated", kind: "secret" });
  const { page, leave } = await openDashboard(browser, "/sources");
  const rotated = card(page, "Sources: rotated");
  await rotated.getByRole("button", { name: "More for Sources: rotated" }).click();
  await page.getByRole("menuitem", { name: "New write key" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("The old key goes on working for (hours)").fill("2");
  await dialog.getByRole("button", { name: "Make a new key" }).click();
  await rotated.getByText("Old key").waitFor();
  const { writeKey } = await sourceNamed("Sources: rotated");
  expect(writeKey).not.toBe(source.writeKey);
  const shown = await rotated.getByRole("list", { name: "Write keys of Sources: rotated" }).textContent();
  expect(shown).toContain(writeKey);
  expect(shown).toContain(source.writeKey);
  expect(shown).toContain("works until");
  expect((await send(source.writeKey ?? "", { event: "Still", anonymousId: "s3" })).status).toBe(200);
  await leave();
});

test("today's number is the answer of the chart behind it", async () => {
  const source = await api.createSource({ name: "Sources: counted", kind: "secret" });
  for (let n = 0; n < 3; n += 1) await send(source.writeKey ?? "", { event: "Counted", anonymousId: `c${n}` });
  const { page, leave } = await openDashboard(browser, "/sources");
  const today = card(page, "Sources: counted").locator("[data-today]");
  await expect
    .poll(
      async () => {
        await page.reload();
        await today.waitFor();
        return today.getAttribute("data-today");
      },
      { timeout: 20_000 },
    )
    .toBe("3");
  await today.click();
  await page.waitForURL("**/segmentation?*");
  await expect
    .poll(() => page.locator("[data-total]").first().getAttribute("data-total"), { timeout: 15_000 })
    .toBe("3");
  await leave();
});

describe("states", () => {
  test("a workspace without any event: four steps, which turn green by themselves when one comes", async () => {
    const { page, leave } = await openDashboard(browser, "/");
    let isEmpty = true;
    // Other tests have stored events here by now: nothing is what this page gets to see at first.
    await page.route("**/api/events*", (route) =>
      isEmpty ? route.fulfill({ json: { events: [], next: null, complete: true } }) : route.continue(),
    );
    await page.goto(`${url}/sources`);
    const steps = page.getByRole("region", { name: "First steps" });
    await steps.getByRole("heading", { name: "Four steps to your first answer" }).waitFor();
    expect(await steps.getByRole("heading", { level: 3 }).allTextContents()).toEqual([
      "Install the snippet",
      "See the first event",
      "Look at it live",
      "Ask your first question",
    ]);
    expect(await violations(page)).toEqual([]);
    isEmpty = false;
    await steps.getByRole("heading", { name: "Your first event is here" }).waitFor({ timeout: 10_000 });
    expect(await steps.locator('[data-done="true"]').count()).toBe(2);
    await steps.getByRole("link", { name: "Make a funnel" }).click();
    await page.waitForURL("**/funnels*");
    await leave();
  });

  test("no source; nothing that answers; nobody signed in", async () => {
    const { page, leave } = await openDashboard(browser, "/");
    await page.route("**/api/sources", (route) => route.fulfill({ json: { sources: [] } }));
    await page.goto(`${url}/sources`);
    await page.getByRole("button", { name: "Add the first one" }).click();
    await page.getByRole("dialog", { name: "New source" }).waitFor();
    await page.unroute("**/api/sources");

    await page.route("**/api/sources", (route) => route.abort());
    await page.goto(`${url}/sources`);
    await page.getByRole("alert").getByText("Headwater can't be reached").first().waitFor({ timeout: 15_000 });
    await page.unroute("**/api/sources");
    await page.getByRole("button", { name: "Try again" }).first().click();
    await page.getByRole("article").first().waitFor();
    await leave();

    const stranger = await openDashboard(browser, "/sources", { signedIn: false });
    await stranger.page.getByRole("heading", { name: "Sign in to Headwater" }).waitFor();
    await stranger.leave();
  });

  test("a key that another source has is refused, and said at the form", async () => {
    await api.createSource({ name: "Sources: first", kind: "public", writeKey: "wk_taken_already" });
    const { page, leave } = await openDashboard(browser, "/sources?new=1");
    const dialog = page.getByRole("dialog", { name: "New source" });
    await dialog.getByLabel("Name").fill("Sources: second");
    await dialog.getByLabel("Write key you already use").fill("wk_taken_already");
    await dialog.getByRole("button", { name: "Make the source" }).click();
    await dialog.getByRole("alert").getByText("Another source has this write key").waitFor();
    await leave();
  });
});

test.each([
  ["light", undefined],
  ["dark", PHONE],
] as const)("nothing against WCAG in %s, and the page never scrolls sideways", async (colorScheme, viewport) => {
  const { id } = (await api.sources())[0] ?? { id: 1 };
  const { page, wrong, leave } = await openDashboard(browser, `/sources?source=${id}`, {
    colorScheme,
    ...(viewport && { viewport }),
  });
  await page.getByRole("tabpanel").waitFor();
  expect(await violations(page)).toEqual([]);
  expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
  await page.getByRole("button", { name: "New source" }).click();
  await page.getByRole("dialog").getByLabel("Name").waitFor();
  expect(await violations(page)).toEqual([]);
  expect(wrong).toEqual([]);
  await leave();
});
