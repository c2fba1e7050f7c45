import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, Page, WebSocketRoute } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import * as z from "zod";
import type { Address } from "../../scripts/address-file.ts";
import { adminApi } from "../../scripts/admin-api.ts";
import { openBrowser } from "../support/browser.ts";
import { openDashboard, PHONE, violations } from "../support/dashboard-e2e.ts";
import { badge, connected, eventually, list, named, rowOf, send } from "../support/dashboard-live-e2e.ts";
import { newSource, type TestSource } from "../support/stored-e2e.ts";

const { url, adminToken }: Address = inject("headwater");
let browser: Browser;
let source: TestSource;

beforeAll(async () => {
  browser = await openBrowser();
  source = await newSource("secret");
});
afterAll(() => browser.close());

/** The socket between page and server in our hands: may be cut, and things said on it. */
async function holdSocket(page: Page, passes: (text: string) => boolean = () => true) {
  const held: { route: WebSocketRoute | null; opened: number; refuses: boolean } = {
    route: null,
    opened: 0,
    refuses: false,
  };
  await page.routeWebSocket(/\/api\/live/, (route) => {
    held.opened += 1;
    if (held.refuses) return void route.close({ code: 1011 });
    held.route = route;
    const server = route.connectToServer();
    server.onMessage((text) => {
      if (passes(String(text))) route.send(text);
    });
  });
  return held;
}

describe("the live screen", () => {
  test("shows an event as it comes; a click opens all of it, and back closes it", async () => {
    const { page, wrong, leave } = await openDashboard(browser, "/live");
    await connected(page);
    const [sent] = await send(source, [
      { event: "Boat Rented", userId: "live bo", properties: { boat: "Ahoi <b>7</b>", days: 3 } },
    ]);
    if (!sent) throw new Error("one was sent");
    const row = rowOf(page, sent);
    await row.waitFor({ timeout: 5_000 });
    expect(await row.innerText()).toMatch(/Boat Rented[\s\S]*live bo[\s\S]*DE[\s\S]*Berlin[\s\S]*Firefox · Linux/);
    expect(await row.getByRole("link").getAttribute("href")).toBe("/people/u%3Alive%20bo");
    expect(await list(page).getByRole("listitem").first().getAttribute("data-message")).toBe(sent.messageId);

    await row.getByText("Berlin").click();
    const drawer = page.getByRole("dialog", { name: "Boat Rented" });
    await drawer.getByText("Ahoi <b>7</b>").waitFor();
    expect(await violations(page)).toEqual([]);
    await drawer.getByRole("tab", { name: "JSON" }).click();
    await source.stored(1);
    const shown = z
      .looseObject({ messageId: z.string() })
      .parse(JSON.parse((await drawer.locator("pre").textContent()) ?? ""));
    const stored = (await source.read()).find(({ messageId }) => messageId === sent.messageId);
    expect({ ...shown, seq: 0, person: 0 }).toEqual({ ...stored, seq: 0, person: 0 });
    expect(new URL(page.url()).searchParams.get("open")).toBe(`${source.id} ${sent.messageId}`);

    // The same event by its address, in a window that never saw the feed tell of it.
    const other = await openDashboard(browser, new URL(page.url()).pathname + new URL(page.url()).search);
    await other.page.getByRole("dialog", { name: "Boat Rented" }).getByText("Ahoi <b>7</b>").waitFor();
    await other.leave();
    await page.goBack();
    await drawer.waitFor({ state: "hidden" });
    expect(wrong).toEqual([]);
    await leave();
  });

  test("works by keyboard: to the list, along it, into an event and back", async () => {
    const { page, wrong, leave } = await openDashboard(browser, "/live?event=Keyed");
    await connected(page);
    const [first, second] = await send(source, named("Keyed", 2));
    if (!first || !second) throw new Error("two were sent");
    await rowOf(page, first).waitFor();
    const focused = () =>
      page.evaluate(`document.activeElement.closest("[data-message]")?.getAttribute("data-message")`);
    await page.getByRole("button", { name: "Clear filters" }).focus();
    await page.keyboard.press("Tab");
    expect(await focused()).toBe(second.messageId);
    await page.keyboard.press("ArrowDown");
    expect(await focused()).toBe(first.messageId);
    // What comes now must not move what is read.
    const before = await rowOf(page, first).boundingBox();
    await send(source, named("Keyed", 3));
    await page.getByRole("button", { name: "3 new" }).waitFor();
    expect(await rowOf(page, first).boundingBox()).toEqual(before);
    expect(await focused()).toBe(first.messageId);
    await page.keyboard.press("Enter");
    await page.getByRole("dialog", { name: "Keyed" }).getByText("None were sent.").waitFor();
    await page.keyboard.press("Escape");
    await eventually(focused).toBe(first.messageId);
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "3 new" }).waitFor({ state: "hidden" });
    await eventually(() => list(page).getByRole("listitem").count()).toBe(5);
    expect(wrong).toEqual([]);
    await leave();
  });

  test("filters on the server, in the address; back and a new window show the same", async () => {
    const { page, wrong, leave } = await openDashboard(browser, "/live");
    await connected(page);
    await send(source, [{ event: "Wanted" }, { event: "Unwanted" }, { event: "Wanted", anonymousId: "live-carl" }]);
    await list(page).getByText("Unwanted").first().waitFor();
    // Names are known once they are stored.
    await source.stored(3);
    await page.getByRole("combobox", { name: "Events shown" }).click();
    await page.keyboard.type("Wanted", { delay: 20 });
    await page.getByRole("option", { name: "Wanted", exact: true }).waitFor();
    // What was found for the text just typed is on its way, and moves the options.
    await sleep(1_000);
    await page.getByRole("option", { name: "Wanted", exact: true }).click();
    await page.keyboard.press("Escape");
    await eventually(() => list(page).getByText("Unwanted").count()).toBe(0);
    expect(new URL(page.url()).searchParams.getAll("event")).toEqual(["Wanted"]);
    await eventually(() => list(page).getByRole("listitem").count()).toBe(2);
    await send(source, [{ event: "Unwanted" }, { event: "Wanted" }]);
    await eventually(() => list(page).getByRole("listitem").count()).toBe(3);
    expect(await list(page).getByText("Unwanted").count()).toBe(0);

    const other = await openDashboard(browser, `/live${new URL(page.url()).search}`);
    await eventually(() => list(other.page).getByRole("listitem").count()).toBe(3);
    await other.leave();
    await page.goBack();
    await list(page).getByText("Unwanted").first().waitFor();
    await page.goForward();
    await eventually(() => list(page).getByText("Unwanted").count()).toBe(0);

    // Only one person: said once, then a click.
    await page.getByRole("button", { name: "Whose events" }).click();
    await page.getByRole("textbox", { name: "Or paste your id" }).fill("live-carl");
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Enter");
    await eventually(() => list(page).getByRole("listitem").count()).toBe(1);
    await list(page).getByRole("button", { name: "Wanted" }).click();
    await page.getByRole("button", { name: "This is me" }).click();
    expect(new URL(page.url()).searchParams.get("person")).toBe("a:live-carl");
    await page.getByRole("button", { name: "Clear filters" }).click();
    await page.getByRole("button", { name: "Only me" }).click();
    await eventually(() => new URL(page.url()).searchParams.get("person")).toBe("a:live-carl");
    expect(wrong).toEqual([]);
    await leave();
  });

  test("stands still while paused or scrolled, and counts what comes", async () => {
    const { page, wrong, leave } = await openDashboard(browser, "/live?event=Still");
    await connected(page);
    await send(source, named("Still", 60));
    await eventually(() => list(page).getByRole("listitem").count()).toBe(60);
    await page.getByRole("button", { name: "Pause" }).click();
    await badge(page).getByText("Paused").waitFor();
    await send(source, named("Still", 3));
    await page.getByRole("button", { name: "3 new" }).waitFor();
    expect(await list(page).getByRole("listitem").count()).toBe(60);
    await page.getByRole("button", { name: "Resume" }).click();
    await eventually(() => list(page).getByRole("listitem").count()).toBe(63);

    await list(page).evaluate((element) => element.scrollTo(0, 700));
    const firstOf = () => list(page).getByRole("listitem").first().getAttribute("data-message");
    const before = await firstOf();
    await sleep(300);
    await send(source, named("Still", 4));
    await page.getByRole("button", { name: "4 new" }).click();
    await eventually(() => list(page).getByRole("listitem").count()).toBe(67);
    expect(await firstOf()).not.toBe(before);
    expect(await list(page).evaluate((element) => element.scrollTop)).toBe(0);
    expect(wrong).toEqual([]);
    await leave();
  });

  test("comes back after a cut with what it missed, and says what can't be had", async () => {
    const { page, wrong, leave } = await openDashboard(browser, "/settings");
    const socket = await holdSocket(page);
    await page.goto(`${url}/live?event=Cut`);
    await connected(page);
    const [before] = await send(source, named("Cut", 1));
    if (!before) throw new Error("one was sent");
    await rowOf(page, before).waitFor();
    socket.refuses = true;
    await socket.route?.close({ code: 1012 });
    await badge(page).getByText("Reconnecting").waitFor();
    const missed = await send(source, named("Cut", 2));
    const tries = socket.opened;
    await eventually(() => socket.opened).toBeGreaterThan(tries);
    socket.refuses = false;
    await page.getByRole("button", { name: /try now/i }).click();
    await connected(page);
    for (const one of missed) await rowOf(page, one).waitFor({ timeout: 5_000 });
    expect(await list(page).getByRole("listitem").count()).toBe(3);
    socket.route?.send(JSON.stringify({ type: "gap", missed: 37 }));
    await page.getByText("37 events were missed while away.").waitFor();
    await page.getByRole("button", { name: "Close this note" }).click();
    await eventually(() => page.getByText("37 events were").count()).toBe(0);
    // A socket that was refused shows as an error of the browser's own; nothing else may.
    expect(wrong.filter((text) => !text.includes("WebSocket"))).toEqual([]);
    await leave();
  });

  test("the reports out of reach: says so, and goes on showing what comes", async () => {
    const { page, wrong, leave } = await openDashboard(browser, "/settings");
    await page.route("**/api/query", (route) => route.abort());
    await page.route("**/api/events?*", (route) => route.abort());
    await page.goto(`${url}/live?event=Through`);
    await connected(page);
    const [sent] = await send(source, named("Through", 1));
    if (!sent) throw new Error("one was sent");
    await rowOf(page, sent).waitFor();
    await page.getByText("This can't be counted at the moment").waitFor({ timeout: 15_000 });
    expect(await page.getByText("Nobody in the last 30 minutes.").count()).toBe(0);
    expect(wrong.filter((text) => !text.includes("ERR_FAILED"))).toEqual([]);
    await leave();
  });

  test("signed out elsewhere: the sign-in comes by itself", async () => {
    const { page, leave } = await openDashboard(browser, "/settings");
    const socket = await holdSocket(page);
    await page.goto(`${url}/live`);
    await connected(page);
    await page.context().clearCookies();
    await socket.route?.close({ code: 1012 });
    await page.getByRole("heading", { name: "Sign in to Headwater" }).waitFor({ timeout: 10_000 });
    await leave();
  });

  test("nothing yet: the snippet, and a test event that arrives", async () => {
    const publicSource = await newSource("public");
    const { page, wrong, leave } = await openDashboard(browser, "/settings");
    await holdSocket(page, (text) => !text.includes('"replay":true'));
    // The browser of this test calls itself headless, which is rightly taken for a bot.
    await page.goto(`${url}/live?bots=shown`);
    await page.getByRole("heading", { name: "Waiting for the first event" }).waitFor();
    const sources = await adminApi(url, adminToken).sources();
    const key = sources.find(({ kind, writeKey }) => kind === "public" && writeKey !== null)?.writeKey;
    await page.getByRole("button", { name: "Copy In a web page" }).click();
    await page.getByRole("button", { name: "Copied In a web page" }).waitFor();
    expect(await page.evaluate("navigator.clipboard.readText()")).toContain(`/v1/${key}.js"></script>`);
    expect(await page.getByRole("region", { name: "Or from a terminal" }).innerText()).toContain(`-u ${key}:`);
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "Send test event" }).click();
    await list(page).getByRole("button", { name: "Test Event" }).waitFor({ timeout: 5_000 });
    expect(publicSource.writeKey).not.toBe("");
    expect(wrong).toEqual([]);
    await leave();
  });

  test("people now: as many as the feed says, each number opens their list", async () => {
    const { page, wrong, leave } = await openDashboard(browser, "/live");
    await connected(page);
    const [here] = await send(source, [{ event: "Here", anonymousId: "live-dora" }]);
    const socket = new WebSocket(`${url.replace(/^http/, "ws")}/api/live`, ["headwater", `bearer.${adminToken}`]);
    let said = { last5: -1, last30: -1 };
    socket.addEventListener("message", ({ data }) => {
      const message = JSON.parse(String(data)) as { type: string; people?: typeof said } & typeof said;
      if (message.type === "hello" && message.people) said = message.people;
      if (message.type === "people") said = message;
    });
    const shown = async (minutes: number) => Number(await page.locator(`[data-minutes="${minutes}"]`).innerText());
    await eventually(async () => [await shown(5), await shown(30)]).toSatisfy(([five, thirty]) => {
      return five === said.last5 && thirty === said.last30 && thirty > 0;
    });
    socket.close();
    const bars = page.getByRole("img", { name: /^People a minute/ });
    await eventually(async () => Number(await bars.locator("rect").last().getAttribute("data-count"))).toBeGreaterThan(
      0,
    );
    await eventually(async () => (await source.read()).map(({ messageId }) => messageId)).toContain(here?.messageId);
    await page.locator('[data-minutes="30"]').click();
    const drawer = page.getByRole("dialog", { name: "People of the last 30 minutes" });
    await drawer.locator("[data-people-count]").waitFor();
    const listed = Number(await drawer.locator("[data-people-count]").innerText());
    // The feed tells of a change every two seconds.
    await eventually(() => shown(30)).toBe(listed);
    await page.keyboard.press("Escape");
    await eventually(() => new URL(page.url()).searchParams.has("people")).toBe(false);
    // Countries are asked for every 20 s.
    await page.reload();
    await page.getByRole("button", { name: /in Germany: show the people/ }).waitFor();
    const germans = Number(await page.getByRole("button", { name: /in Germany: show the people/ }).innerText());
    expect(await page.locator('[data-country="DE"]').getAttribute("data-count")).toBe(String(germans));
    await eventually(() => page.locator(".map-dot").count()).toBeGreaterThan(0);
    expect(wrong).toEqual([]);
    await leave();
  });

  test("is accessible and fits, light, dark, and on a phone with map and list", async () => {
    await send(source, named("Looked At", 5));
    for (const [look, part] of [
      [{}, "list"],
      [{ colorScheme: "dark" }, "list"],
      [{ colorScheme: "dark", viewport: PHONE }, "list"],
      [{ viewport: PHONE }, "map"],
    ] as const) {
      const { page, wrong, leave } = await openDashboard(browser, part === "map" ? "/live?view=map" : "/live", look);
      await connected(page);
      if (part === "list") await page.getByText("Looked At").first().waitFor();
      else await page.getByRole("img", { name: /^Map of where/ }).waitFor();
      expect(await list(page).isVisible()).toBe(part === "list");
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
      expect(wrong).toEqual([]);
      await leave();
    }
  });
});
