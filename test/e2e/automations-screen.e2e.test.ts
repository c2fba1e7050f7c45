import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openBrowser } from "../support/browser.ts";
import { openDashboard, PHONE, violations, walk } from "../support/dashboard-e2e.ts";
import { admin, newPeople } from "../support/people-e2e.ts";

/** A busy machine draws late, and whoever does something enters within a minute. */
const PATIENT = { timeout: 60_000 };
const EVENT = "Automation Test: Joined";
const ADDRESS = "automation-test.example";

interface Known {
  id: number;
  name: string;
  enabled: boolean;
}

const got: { path: string; body: string; signature: string | string[] | undefined }[] = [];
const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on("data", (part: Buffer) => parts.push(part));
  request.on("end", () => {
    const body = Buffer.concat(parts).toString();
    got.push({ path: request.url ?? "", body, signature: request.headers["webhook-signature"] });
    response.writeHead(200).end("ok");
  });
});

let browser: Browser;
let people: Awaited<ReturnType<typeof newPeople>>;
let receiver = "";
let audience = 0;

beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  receiver = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await openBrowser();
  people = await newPeople();
  await people.identify("auto-ada", { name: "Ada <b>Keller</b>", email: `ada@${ADDRESS}` });
  await people.track("auto-ada", EVENT, { plan: "gold" });
  await people.identify("auto-mute", { name: "Mute Maurer" });
  await people.track("auto-mute", EVENT, { plan: "iron" });
  await people.stored(4);
  const where = { and: [{ did: { event: EVENT } }] };
  ({ id: audience } = await admin<{ id: number }>("POST", "/api/audiences", {
    name: "Automation test: joined",
    where,
  }));
  while ((await admin<{ state: string }>("GET", `/api/audiences/${audience}`)).state !== "live") await sleep(200);
}, 120_000);
afterAll(async () => {
  await browser.close();
  server.close();
});

const named = async (name: string): Promise<Known> => {
  const { automations } = await admin<{ automations: Known[] }>("GET", "/api/automations");
  const found = automations.find((one) => one.name === name);
  if (!found) throw new Error(`no automation ${name}`);
  return found;
};
const made = (name: string, more: object = {}) =>
  admin<Known>("POST", "/api/automations", {
    name,
    when: { audience, change: "entered" },
    do: [{ email: "person", subject: "Hello {{ person.first_name }}", body: "Dear **{{ person.name }}**, welcome." }],
    ...more,
  });
const mailsTo = async (address: string): Promise<string[]> => {
  const { mails } = await admin<{ mails: { subject: string }[] }>("GET", `/api/mail/outbox?to=${address}`);
  return mails.map(({ subject }) => subject);
};
const choose = async (page: Page, list: string, option: string) => {
  await page.getByRole("combobox", { name: list, exact: true }).click();
  await page.getByRole("option", { name: option, exact: true }).click();
};
const flip = async (page: Page, name: string | RegExp) => {
  const onOff = page.getByRole("switch", { name });
  await onOff.waitFor(PATIENT);
  await onOff.focus();
  await page.keyboard.press("Space");
};

test("by mouse: an event, a webhook and a mail; the preview is of a real person; both arrive", async () => {
  const { page, wrong, leave } = await openDashboard(browser, "/automations");
  await page.getByRole("link", { name: "New automation" }).click(PATIENT);
  await choose(page, "It acts when", "Somebody does something");
  await page.getByRole("combobox", { name: "Event", exact: true }).fill(EVENT);
  await page.getByRole("option", { name: new RegExp(`^${EVENT}`) }).click();
  await page.getByRole("textbox", { name: "Subject" }).fill("You chose ");
  await page.getByRole("button", { name: "Put something known into: Subject" }).click();
  await page.getByRole("menuitem", { name: "plan", exact: true }).click();
  await page.getByRole("textbox", { name: "Text" }).fill("Dear {{ person.name }}, this is **yours**.");
  const preview = page.getByRole("region", { name: "Preview" });
  await preview.getByRole("combobox", { name: "Seen as" }).click();
  await preview.getByRole("combobox", { name: "Seen as" }).fill(`ada@${ADDRESS}`);
  await page.getByRole("option", { name: /Ada/ }).click(PATIENT);
  await expect.poll(() => preview.locator("[data-subject]").textContent(), PATIENT).toBe("You chose gold");
  await preview.getByText("As plain text").click();
  const plain = preview.getByRole("region", { name: "Plain text" });
  expect(await plain.textContent()).toContain("Dear Ada <b>Keller</b>, this is yours.");
  await preview.getByText("As a page").click();
  // A frame that can do nothing: what a name has of HTML is text in it.
  const frame = preview.locator("iframe");
  expect(await frame.getAttribute("sandbox")).toBe("");
  expect(await frame.getAttribute("srcdoc")).toContain("Ada &lt;b&gt;Keller&lt;/b&gt;");

  await page.getByRole("button", { name: "Do something else, too" }).click();
  await page.getByRole("menuitem", { name: "Webhook" }).click();
  await page.getByRole("group", { name: "Action 2" }).getByLabel("Address").fill(`${receiver}/joined`);
  await preview.getByText(`POST ${receiver}/joined`).waitFor(PATIENT);
  await page.getByRole("textbox", { name: "Name" }).fill("Automation test: by mouse");
  await page.getByRole("button", { name: "Create automation" }).click();
  await page.getByRole("heading", { name: "Automation test: by mouse" }).waitFor(PATIENT);
  // Of an event nobody has to be asked who is there already.
  await flip(page, "Off");
  await page.getByRole("switch", { name: "On" }).waitFor(PATIENT);
  await people.track("auto-ada", EVENT, { plan: "silver" });
  await expect.poll(() => mailsTo(`ada@${ADDRESS}`), PATIENT).toEqual(["You chose silver"]);
  await expect.poll(() => got.filter(({ path }) => path === "/joined").length, PATIENT).toBe(1);
  await expect.poll(() => page.locator("[data-firing] [data-outcome=sent]").count(), PATIENT).toBe(2);
  await expect.poll(() => page.locator('[data-counted="sent"]').textContent(), PATIENT).toBe("2");
  await flip(page, "On");
  await page.getByRole("switch", { name: "Off" }).waitFor(PATIENT);
  expect(wrong).toEqual([]);
  await leave();
});

test("by keyboard: switched on for those who are there already; who has no address is told apart; tested, deleted", async () => {
  const { id, name } = await made("Automation test: by keys");
  const { page, wrong, leave } = await openDashboard(browser, `/automations/${id}`);
  await flip(page, "Off");
  const asks = page.getByRole("dialog");
  await asks.getByText("Also the 2 people who are in it now").waitFor(PATIENT);
  await asks.getByRole("radio", { name: "Only whoever enters from now on" }).focus();
  await page.keyboard.press("ArrowDown");
  await asks.getByRole("button", { name: "Switch it on" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("switch", { name: "On" }).waitFor(PATIENT);
  await expect.poll(() => mailsTo(`ada@${ADDRESS}`), PATIENT).toContain("Hello Ada");
  const history = page.getByRole("region", { name: "History" });
  const mute = history.getByRole("row", { name: /Mute Maurer/ });
  await mute.waitFor(PATIENT);
  await mute.getByText("no address").waitFor(PATIENT);
  await mute.getByRole("button", { name: "Try again" }).waitFor();
  await page.goto(new URL(`/automations/${id}?person=u%3Aauto-mute`, page.url()).href);
  await expect.poll(() => page.locator("[data-why]").textContent(), PATIENT).toContain("No address");

  await page.getByRole("button", { name: "Send a test" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("textbox", { name: "Your e-mail address" }).fill(`me@${ADDRESS}`);
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").getByText("It was sent").waitFor(PATIENT);
  await expect.poll(() => mailsTo(`me@${ADDRESS}`), PATIENT).toHaveLength(1);
  expect((await mailsTo(`me@${ADDRESS}`))[0]).toContain("[Test]");
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });

  await page.getByRole("button", { name: "More with this automation" }).focus();
  await page.keyboard.press("Enter");
  const entry = page.getByRole("menuitem", { name: "Delete …" });
  await entry.waitFor();
  await entry.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").getByRole("button", { name: "Delete it" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Automations", exact: true }).waitFor(PATIENT);
  await expect(named(name)).rejects.toThrow("no automation");
  expect(wrong).toEqual([]);
  await leave();
});

test("by hand: a weekly digest, its preview with a picture, a test of it in the outbox with the same picture", async () => {
  const name = "Automation test: joined";
  const question = { kind: "segmentation", range: { last: { value: 7, unit: "day" } }, series: [{ event: EVENT }] };
  await admin("POST", "/api/reports", { name, question });
  const { page, wrong, leave } = await openDashboard(browser, "/automations/new");
  await page.getByRole("combobox", { name: "It acts when" }).waitFor(PATIENT);
  await choose(page, "It acts when", "It is time: every day, week or month");
  expect(await page.getByRole("combobox", { name: "How often" }).inputValue()).toBe("Every week");
  await choose(page, "On", "Friday");
  await choose(page, "Do this", "E-mail with reports");
  await page.getByRole("radio", { name: "These" }).check();
  await page.getByRole("combobox", { name: "Reports" }).click();
  await page.getByRole("option", { name, exact: true }).click();
  await page.keyboard.press("Tab");
  await page.getByRole("combobox", { name: "To", exact: true }).fill(`boss@${ADDRESS}`);
  await page.keyboard.press("Enter");
  await page.getByRole("textbox", { name: "Subject" }).fill("Who {{ automation.name }}");
  await page.getByRole("textbox", { name: "Name" }).fill("joined");

  /** The one picture of a mail that is shown, once it is drawn: its address. */
  const picture = async (): Promise<string> => {
    const shown = page.frameLocator("iframe").getByRole("img");
    await shown.waitFor(PATIENT);
    await expect
      .poll(() => shown.evaluate((image) => "naturalWidth" in image && image.naturalWidth), PATIENT)
      .toBe(1_040);
    return (await shown.getAttribute("src")) ?? "";
  };
  const preview = page.getByRole("region", { name: "Preview" });
  await expect.poll(() => preview.locator("[data-subject]").textContent(), PATIENT).toBe("Who joined");
  const previewed = await picture();
  await page.getByRole("button", { name: "Create automation" }).click();
  await page.getByText(`Every Friday at 08:00, send 1 report to boss@${ADDRESS}.`).waitFor(PATIENT);

  await page.getByRole("button", { name: "Send a test" }).click();
  await page.getByRole("textbox", { name: "Your e-mail address" }).fill(`digest@${ADDRESS}`);
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").getByText("It was sent").waitFor(PATIENT);
  await page.goto(new URL("/mail?tab=outbox", page.url()).href);
  await page.locator(`[data-mail-to="digest@${ADDRESS}"]`).click(PATIENT);
  await page.getByRole("heading", { name: "[Test] Who joined" }).waitFor(PATIENT);
  expect(await picture()).toBe(previewed);
  expect(wrong).toEqual([]);
  await leave();
});

test("mail: not written to, lifted again; a test mail lies in the outbox", async () => {
  const { page, wrong, leave } = await openDashboard(browser, "/mail?tab=suppressed");
  const address = `no-more@${ADDRESS}`;
  await page.getByLabel("E-mail address").fill(address);
  await page.getByRole("button", { name: "Don't write to it" }).click();
  const row = page.getByRole("row", { name: new RegExp(address) });
  await row.getByText("added by hand").waitFor(PATIENT);
  await page.getByRole("button", { name: `Take off the list: ${address}` }).click();
  await row.waitFor({ state: "detached" });
  await page.getByRole("tab", { name: "How mail is sent" }).click();
  await page.getByLabel("Your e-mail address").fill(`tester@${ADDRESS}`);
  await page.getByRole("button", { name: "Send it" }).click();
  await page.getByText("It was taken").waitFor(PATIENT);
  await page.getByRole("tab", { name: "Outbox" }).click();
  await page.locator(`[data-mail-to="tester@${ADDRESS}"]`).click(PATIENT);
  await page.getByRole("region", { name: "The mail" }).getByRole("heading").waitFor(PATIENT);
  expect(await page.locator("iframe").getAttribute("sandbox")).toBe("");
  expect(await violations(page)).toEqual([]);
  expect(wrong).toEqual([]);
  await leave();
});

describe("for everybody", () => {
  let id = 0;
  beforeAll(async () => {
    ({ id } = await made("Automation test: for everybody"));
  });

  test.each([
    { name: "light", look: {} },
    { name: "dark", look: { colorScheme: "dark" as const } },
    { name: "a phone", look: { viewport: PHONE } },
  ])("$name: nothing against WCAG, and nothing to scroll sideways", async ({ look }) => {
    const { page, wrong, leave } = await openDashboard(browser, "/automations", look);
    await page.getByRole("link", { name: "Automation test: for everybody" }).waitFor(PATIENT);
    await walk(page, [
      "/automations",
      `/automations/${id}`,
      `/automations/${id}/edit`,
      "/mail",
      "/mail?tab=suppressed",
    ]);
    expect(wrong).toEqual([]);
    await leave();
  });
});
