import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import type { Address } from "../../scripts/address-file.ts";
import { openBrowser } from "../support/browser.ts";
import { openDashboard, PHONE, violations } from "../support/dashboard-e2e.ts";
import { newSource } from "../support/stored-e2e.ts";

const { url, adminToken }: Address = inject("headwater");

/** A busy machine draws late. */
const PATIENT = { timeout: 20_000 };
const SECRET = "Bearer not-to-be-seen";

interface Got {
  path: string;
  authorization: string | undefined;
  body: string;
}
const got: Got[] = [];
/** What the receiver answers to an event; it begins well each time. */
let answer: (body: string) => number = () => 200;
const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on("data", (part: Buffer) => parts.push(part));
  request.on("end", () => {
    const body = Buffer.concat(parts).toString();
    got.push({ path: request.url ?? "", authorization: request.headers.authorization, body });
    const status = answer(body);
    response.writeHead(status).end(status < 400 ? "thank you" : "no coupon, no entry");
  });
});
let receiver = "";
let browser: Browser;
beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  receiver = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await openBrowser();
});
beforeEach(() => {
  answer = () => 200;
});
afterAll(async () => {
  await browser.close();
  server.close();
});

async function api<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${adminToken}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as Answer;
}

interface Health {
  state: string;
  hours: Record<"received" | "delivered" | "retried" | "rejected", number>[];
}
const counted = async (id: number, what: keyof Health["hours"][number]): Promise<string> => {
  const { hours } = await api<Health>("GET", `/api/connections/${id}/health`);
  return String(hours.reduce((sum, hour) => sum + hour[what], 0));
};

/** A webhook to a path of the receiver, of a source of its own. */
async function connected(name: string) {
  const source = await newSource("secret");
  const path = `/${encodeURIComponent(name)}`;
  const { id } = await api<{ id: number }>("POST", "/api/connections", {
    destination: "webhook",
    name,
    sources: [source.id],
    settings: { url: receiver + path },
  });
  return { id, path, name, ...sender(source.writeKey), reached: () => got.filter((one) => one.path === path) };
}

const sender = (writeKey: string) => ({
  track: async (event: string, messageId = `${event} ${performance.now()}`) => {
    const response = await fetch(`${url}/v1/track`, {
      method: "POST",
      headers: { authorization: `Basic ${btoa(`${writeKey}:`)}` },
      body: JSON.stringify({ event, userId: "ada", messageId, properties: { total: 7 } }),
    });
    expect(response.status).toBe(200);
  },
});

const keyNumber = (page: Page, what: string) => page.locator(`[data-counted="${what}"] dd`).textContent();
const state = (page: Page) => page.locator("h1 + div [data-state]").getAttribute("data-state");
/** By keyboard: what a switch looks like lies over what it is. */
const flip = async (page: Page, name: string | RegExp) => {
  const onOff = page.getByRole("switch", { name });
  await onOff.waitFor(PATIENT);
  await onOff.focus();
  await page.keyboard.press("Space");
};
const idOf = (page: Page): number => Number(/\/destinations\/(\d+)/.exec(page.url())?.[1]);

test("by mouse: found, connected, tested with request and answer shown, and events flow with the API's numbers", async () => {
  const source = await newSource("secret");
  const { page, wrong, leave } = await openDashboard(browser, "/destinations");
  await page.getByLabel("Search destinations").fill("any address");
  await page.waitForURL("**/destinations?search=any+address");
  await page.getByRole("button", { name: "Connect Webhook" }).click();
  const drawer = page.getByRole("dialog", { name: "Connect Webhook" });
  await drawer.getByLabel("Name").fill("Destinations: by mouse");
  await drawer.getByLabel("Address").fill(`${receiver}/mouse`);
  await drawer.getByLabel("Authorization header", { exact: true }).fill(SECRET);
  const sources = await api<{ sources: { id: number; name: string }[] }>("GET", "/api/sources");
  await drawer.getByRole("combobox", { name: "Sources" }).click();
  await page
    .getByRole("option", { name: sources.sources.find(({ id }) => id === source.id)?.name ?? "?", exact: true })
    .click();
  await page.keyboard.press("Escape");
  await drawer.getByRole("button", { name: "Connect and send a test event" }).click();

  await page.getByText("It arrived").waitFor(PATIENT);
  expect(new URL(page.url()).search).toBe("?tab=test");
  const request = page.getByRole("region", { name: "Request" });
  await expect.poll(() => request.textContent()).toContain(`POST ${receiver}/mouse`);
  expect(await request.textContent()).toContain("authorization: •••");
  expect(await page.getByRole("region", { name: "Answer 200" }).textContent()).toBe("thank you");
  expect(await page.content()).not.toContain(SECRET);
  expect(got.filter(({ path }) => path === "/mouse").map(({ authorization }) => authorization)).toEqual([SECRET]);
  await expect.poll(() => state(page), PATIENT).toBe("connected");
  const id = idOf(page);
  // Kept by the server: another browser sees it, too.
  const elsewhere = await openDashboard(browser, `/destinations/${id}?tab=test`);
  await elsewhere.page.getByText("It arrived").waitFor(PATIENT);
  expect(await elsewhere.page.getByRole("region", { name: "Answer 200" }).textContent()).toBe("thank you");
  await elsewhere.leave();

  const { track } = sender(source.writeKey);
  for (const name of ["One", "Two", "Three"]) await track(name);
  await page.getByRole("tab", { name: "Overview" }).click();
  await expect.poll(() => keyNumber(page, "delivered"), PATIENT).toBe("3");
  expect(await keyNumber(page, "received")).toBe(await counted(id, "received"));
  expect(await keyNumber(page, "delivered")).toBe(await counted(id, "delivered"));
  expect(got.filter(({ path, body }) => path === "/mouse" && body.includes('"total":7'))).toHaveLength(3);
  await page.getByRole("button", { name: "Show as a table" }).click();
  expect(await page.getByRole("group", { name: "Events by hour" }).getByRole("row").nth(1).textContent()).toContain(
    "3",
  );

  await page.getByRole("tab", { name: "Settings" }).click();
  expect(await page.getByLabel("Authorization header", { exact: true }).inputValue()).toBe(
    "Set. It is never shown again.",
  );
  const other = await openDashboard(browser, `/destinations/${id}?tab=settings`);
  await other.page.getByRole("tab", { name: "Settings", selected: true }).waitFor();
  expect(await other.page.getByLabel("Address").inputValue()).toBe(`${receiver}/mouse`);
  await page.goBack();
  await page.getByRole("tab", { name: "Overview", selected: true }).waitFor();
  expect([...wrong, ...other.wrong]).toEqual([]);
  await other.leave();
  await leave();
});

test("by keyboard: connected, tested, paused, renamed and deleted", async () => {
  const { page, wrong, leave } = await openDashboard(browser, "/destinations");
  const card = page.getByRole("button", { name: "Connect Webhook" });
  await card.waitFor(PATIENT);
  await card.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: "Connect Webhook" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await expect.poll(() => page.evaluate("document.activeElement.textContent")).toContain("Connect Webhook");
  await page.keyboard.press("Enter");
  await expect.poll(() => page.evaluate("document.activeElement.value")).toBe("Webhook");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("Destinations: by keys");
  await page.keyboard.press("Tab");
  await page.keyboard.type(`${receiver}/keys`);
  await page.keyboard.press("Enter");
  await page.getByText("It arrived").waitFor(PATIENT);
  const pause = page.getByRole("button", { name: "Pause" });
  await pause.focus();
  await page.keyboard.press("Enter");
  await expect.poll(() => state(page), PATIENT).toBe("paused");
  await page.getByRole("tab", { name: "Test" }).focus();
  for (let n = 0; n < 3; n += 1) await page.keyboard.press("ArrowRight");
  const name = page.getByRole("region", { name: "Settings" }).getByLabel("Name");
  await name.focus();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("Destinations: renamed");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Destinations: renamed" }).waitFor();
  const id = idOf(page);
  await page.getByRole("button", { name: "Delete this connection" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").getByRole("button", { name: "Delete it" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Destinations", exact: true }).waitFor();
  const { connections } = await api<{ connections: { id: number }[] }>("GET", "/api/connections");
  expect(connections.map((one) => one.id)).not.toContain(id);
  expect(wrong).toEqual([]);
  await leave();
});

describe("what goes wrong", () => {
  test("refused events: the reason, the answer, and sent again once it takes them", async () => {
    const made = await connected("Destinations: picky");
    answer = (body) => (body.includes("Picky bad") ? 422 : 200);
    await made.track("Picky good");
    await made.track("Picky bad");
    const { page, wrong, leave } = await openDashboard(browser, "/destinations");
    const card = page.getByRole("article", { name: made.name });
    await card.getByRole("link", { name: "1 refused" }).click(PATIENT);
    await page.getByText("The webhook answered 422").waitFor();
    await page.getByRole("button", { name: "Show the answer: Picky bad" }).click();
    expect(await page.getByRole("region", { name: "What it answered" }).textContent()).toContain("no coupon, no entry");
    answer = () => 200;
    await page.getByRole("button", { name: "Send all again" }).click();
    await page.getByText("1 event is sent again.").waitFor();
    await page.getByText("None. Everything that was sent was taken").waitFor(PATIENT);
    await expect.poll(() => made.reached().filter(({ body }) => body.includes("Picky bad")).length, PATIENT).toBe(2);
    await page.getByRole("tab", { name: "Overview" }).click();
    await expect.poll(() => keyNumber(page, "delivered"), PATIENT).toBe("2");
    expect(await keyNumber(page, "rejected")).toBe(await counted(made.id, "rejected"));
    expect(wrong).toEqual([]);
    await leave();
  });

  test("failing: the reason and when it is tried again; mended, it goes on", async () => {
    const made = await connected("Destinations: down");
    answer = () => 503;
    await made.track("Late");
    const { page, leave } = await openDashboard(browser, `/destinations/${made.id}`);
    await expect.poll(() => state(page), PATIENT).toBe("failing");
    await page.getByText("The webhook answered 503: no coupon, no entry").waitFor();
    await page.getByText("Next try:").waitFor(PATIENT);
    answer = () => 200;
    await page.getByRole("button", { name: "Try again now" }).click();
    await expect.poll(() => state(page), PATIENT).toBe("connected");
    await expect.poll(() => keyNumber(page, "delivered"), PATIENT).toBe("1");
    await leave();
  });

  test("a test that failed is asked about when switching on, and one that went is not", async () => {
    const made = await connected("Destinations: unsure");
    await api("PATCH", `/api/connections/${made.id}`, { enabled: false });
    answer = () => 401;
    const { page, wrong, leave } = await openDashboard(browser, `/destinations/${made.id}?tab=test`);
    const send = page.getByRole("region", { name: "Test" }).getByRole("button", { name: "Send a test event" });
    await send.click(PATIENT);
    await page.getByText("The settings don't hold").waitFor();
    await page.reload();
    await flip(page, "Off");
    const dialog = page.getByRole("dialog", { name: `Switch ${made.name} on?` });
    expect(await dialog.textContent()).toContain("The webhook answered 401");
    await dialog.getByRole("button", { name: "Cancel" }).click();
    expect((await api<Health>("GET", `/api/connections/${made.id}/health`)).state).toBe("disabled");
    answer = () => 200;
    await send.click();
    await page.getByText("It arrived").waitFor(PATIENT);
    await flip(page, "Off");
    await expect.poll(() => state(page), PATIENT).toBe("connected");
    expect(wrong).toEqual([]);
    await leave();
  });
});

test("what is sent: only the events chosen, as the mapping makes them, which the preview shows before", async () => {
  const made = await connected("Destinations: mapped");
  await made.track("Order Completed", "mapped-1");
  await expect.poll(() => made.reached().length, PATIENT).toBe(1);
  const { page, wrong, leave } = await openDashboard(browser, `/destinations/${made.id}?tab=events`);
  await page.getByRole("button", { name: "Change: All events" }).click(PATIENT);
  const drawer = page.getByRole("dialog", { name: "Change what is sent" });
  await drawer.getByRole("button", { name: "Add filter" }).click();
  await drawer.getByRole("combobox", { name: "Property" }).click();
  await page.getByRole("option", { name: "Event name" }).click();
  await drawer.getByLabel("Value").fill("Order Completed");
  await page.keyboard.press("Enter");
  await drawer.getByText("Event name is Order Completed").waitFor();
  await flip(page, "Decide myself what is sent of each event");
  const mapping = drawer.getByRole("textbox", { name: "Mapping" });
  await mapping.fill("{");
  await drawer.getByText("This is not JSON yet").waitFor();
  expect(await drawer.getByRole("button", { name: "Save" }).isDisabled()).toBe(true);
  await mapping.fill('{"amount": {"@path": "$.properties.total"}, "from": "Headwater"}');
  const preview = drawer.getByRole("region", { name: "What would be sent" });
  await expect
    .poll(async () => JSON.parse((await preview.textContent()) ?? "") as object, PATIENT)
    .toEqual({ amount: 7, from: "Headwater" });
  await drawer.getByRole("button", { name: "Save" }).click();
  await drawer.waitFor({ state: "detached" });
  await page.getByText("with a mapping of its own").waitFor();
  await made.track("Left out");
  await made.track("Order Completed");
  await expect.poll(() => made.reached().at(-1)?.body, PATIENT).toBe('{"amount":7,"from":"Headwater"}');
  expect(made.reached()).toHaveLength(2);

  await page.getByRole("tab", { name: "Send again" }).click();
  const reached = made.reached().length;
  await page
    .getByRole("textbox", { name: "To", exact: true })
    .fill(new Date(Date.now() + 86_400_000).toISOString().slice(0, 16));
  await page.getByRole("region", { name: "Send again" }).getByRole("button", { name: "Send again" }).click();
  await page.locator('[data-replay="done"]').waitFor(PATIENT);
  // What was chosen holds for what is sent again, too: both orders, and not the one that was left out.
  await expect.poll(() => made.reached().length - reached, PATIENT).toBe(2);
  expect(wrong).toEqual([]);
  await leave();
});

describe("states", () => {
  test("nothing connected, nothing found, no such connection: each says what to do next", async () => {
    const { page, leave } = await openDashboard(browser, "/settings");
    await page.route("**/api/connections", (route) => route.fulfill({ json: { connections: [] } }));
    await page.goto(`${url}/destinations?search=nobody+makes+this`);
    await page.getByText("Nothing is connected yet.").waitFor(PATIENT);
    await page.getByText("Nothing of this name").waitFor();
    await page.getByRole("button", { name: "Show all" }).click();
    await page.getByRole("button", { name: "Connect Slack" }).waitFor();
    expect(new URL(page.url()).search).toBe("");
    await page.goto(`${url}/destinations/999999`);
    await page.getByText("There is no such connection").waitFor(PATIENT);
    await leave();
  });

  test("the server is down: said, and tried again; signed out: the sign-in", async () => {
    const { page, leave } = await openDashboard(browser, "/settings");
    await page.route("**/api/destinations", (route) => route.abort());
    await page.goto(`${url}/destinations`);
    await page.getByText("Headwater can't be reached").waitFor(PATIENT);
    await page.unroute("**/api/destinations");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("button", { name: "Connect Webhook" }).waitFor(PATIENT);
    await leave();
    const out = await openDashboard(browser, "/destinations", { signedIn: false });
    await out.page.getByRole("heading", { name: "Sign in to Headwater" }).waitFor(PATIENT);
    await out.leave();
  });

  test("an address that may not be called is refused in the drawer, with the reason", async () => {
    const { page, leave } = await openDashboard(browser, "/destinations?connect=webhook");
    await page.getByRole("dialog").getByLabel("Address").fill(`${url}/v1/track`);
    await page.getByRole("button", { name: "Save without a test" }).click();
    expect(await page.getByRole("alert").textContent()).toContain("settings.url");
    await leave();
  });

  test.for([
    { name: "light, wide", look: {} },
    { name: "dark, on a phone", look: { colorScheme: "dark", viewport: PHONE } },
  ] as const)("axe finds nothing: $name", async ({ look }) => {
    const made = await connected(`Destinations: seen ${JSON.stringify(look).length}`);
    answer = (body) => (body.includes("Seen bad") ? 422 : 200);
    await made.track("Seen");
    await made.track("Seen bad");
    const { page, wrong, leave } = await openDashboard(browser, "/destinations", look);
    await page.getByRole("article", { name: made.name }).getByText("1 refused").waitFor(PATIENT);
    expect(await violations(page)).toEqual([]);
    for (const [search, sign] of [
      ["", "Last requests"],
      ["?tab=events&edit=1", "What would be sent"],
      ["?tab=test", "Send a test event"],
      ["?tab=refused", "Refused events"],
      ["?tab=again", "Send a time range again"],
      ["?tab=settings", "Only with consent to"],
    ]) {
      await page.goto(`${url}/destinations/${made.id}${search}`);
      await page
        .getByLabel(sign ?? "")
        .or(page.getByText(sign ?? ""))
        .first()
        .waitFor(PATIENT);
      if (search === "?tab=test") {
        await page.getByRole("button", { name: "Send a test event" }).click();
        await page.locator("[data-outcome]").waitFor(PATIENT);
      }
      expect(await violations(page), search).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), search).toBe(true);
    }
    await page.goto(`${url}/destinations?connect=customerio`);
    await page.getByRole("dialog").getByText("What it gets", { exact: true }).waitFor(PATIENT);
    expect(await violations(page)).toEqual([]);
    expect(wrong).toEqual([]);
    await leave();
  });
});
