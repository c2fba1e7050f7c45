import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CohortAnswer } from "#core/answer.ts";
import { openBrowser } from "../support/browser.ts";
import { openDashboard, PHONE, violations, walk } from "../support/dashboard-e2e.ts";
import { admin, newPeople } from "../support/people-e2e.ts";

/** A busy machine draws late, and whoever does something enters within a minute. */
const PATIENT = { timeout: 60_000 };
const EVENT = "Audience Test: Ordered";
const ADDRESS = "audience-test.example";

interface Known {
  id: number;
  name: string;
  where: unknown;
  size: number;
  state: string;
}

let browser: Browser;
let people: Awaited<ReturnType<typeof newPeople>>;

/** Women of 36 to 47 who ordered twice or once by turns, one of exactly 35, one whose age nobody knows, and a man. */
const WOMEN = Array.from({ length: 12 }, (_, at) => ({ id: `aud-woman-${at}`, age: 36 + at, orders: 1 + (at % 2) }));
const OTHERS = [
  { id: "aud-just-35", traits: { gender: "female", age: 35 } },
  { id: "aud-no-age", traits: { gender: "female" } },
  { id: "aud-man", traits: { gender: "male", age: 50 } },
];

beforeAll(async () => {
  browser = await openBrowser();
  people = await newPeople();
  for (const { id, age, orders } of WOMEN) {
    await people.identify(id, { gender: "female", age, name: `Woman ${age}`, email: `${id}@${ADDRESS}` });
    for (let n = 0; n < orders; n += 1) await people.track(id, EVENT);
  }
  for (const { id, traits } of OTHERS) {
    await people.identify(id, { ...traits, name: id, email: `${id}@${ADDRESS}` });
    for (let n = 0; n < 2; n += 1) await people.track(id, EVENT);
  }
  await people.stored(12 + 18 + 3 + 6);
}, 120_000);
afterAll(() => browser.close());

const where = {
  and: [
    { person: "gender", op: "eq", value: "female" },
    { person: "age", op: "gt", value: "35" },
    { did: { event: EVENT }, count: { op: "gte", value: 2 } },
  ],
};
const count = async (asked: object) =>
  (await admin<CohortAnswer>("POST", "/api/query", { kind: "cohort", where: asked })).count;
const shownCount = async (page: Page) =>
  Number(await page.locator("[data-people-count]").first().getAttribute("data-people-count"));
const size = async (page: Page) =>
  Number(await page.locator("[data-people]").first().getAttribute("data-people", { timeout: 1_000 }));
const named = async (name: string): Promise<Known> => {
  const { audiences } = await admin<{ audiences: Known[] }>("GET", "/api/audiences");
  const found = audiences.find((one) => one.name === name);
  if (!found) throw new Error(`no audience ${name}`);
  return found;
};
const made = (name: string, more: object = {}) => admin<Known>("POST", "/api/audiences", { name, where, ...more });
async function settled(id: number, state = "live"): Promise<void> {
  while ((await admin<Known>("GET", `/api/audiences/${id}`)).state !== state) await sleep(200);
}
const choose = async (page: Page, list: string, at: number, option: string) => {
  await page.getByRole("combobox", { name: list, exact: true }).nth(at).click();
  await page.getByRole("option", { name: option, exact: true }).click();
};

test("by mouse: whom it means while it is written, made, and somebody enters by what she does", async () => {
  const { page, wrong, leave } = await openDashboard(browser, "/audiences");
  await page.getByRole("link", { name: "New audience" }).click(PATIENT);
  await page.getByRole("button", { name: "What is known of them" }).click();
  await choose(page, "What is known of them", 0, "gender");
  await page.getByRole("combobox", { name: "Value" }).fill("female");
  await page.keyboard.press("Tab");
  await page.getByRole("button", { name: "What is known of them" }).click();
  await choose(page, "What is known of them", 1, "age");
  await choose(page, "Comparison", 1, "is more than");
  await page.getByRole("textbox", { name: "Value" }).last().fill("35");
  await page.getByRole("button", { name: "What they did" }).click();
  await page.getByRole("combobox", { name: "Event", exact: true }).fill(EVENT);
  await page.getByRole("option", { name: new RegExp(`^${EVENT}`) }).click();
  await page.getByRole("textbox", { name: "Times" }).fill("2");
  await choose(page, "When", 0, "at any time");
  const matches = page.getByRole("region", { name: "Who matches now" });
  await expect.poll(() => shownCount(page), PATIENT).toBe(6);
  expect(await count(where)).toBe(6);
  await expect.poll(() => matches.getByRole("listitem").count()).toBe(6);
  expect(await page.locator("[data-sentence]").textContent()).toBe(
    `It means: People who have gender female and have age more than 35 and did ${EVENT} at least 2 times.`,
  );
  // What was built is the address, so it can be sent to somebody else.
  const other = await openDashboard(browser, new URL(page.url()).pathname + new URL(page.url()).search);
  await expect.poll(() => shownCount(other.page), PATIENT).toBe(6);
  await other.leave();

  await page.getByRole("textbox", { name: "Name" }).fill("Women over 35 (by mouse)");
  await page.getByRole("button", { name: "Create audience" }).click();
  await page.getByRole("heading", { name: "Women over 35 (by mouse)" }).waitFor(PATIENT);
  await page.locator('[data-state="live"]').waitFor(PATIENT);
  await expect.poll(() => size(page), PATIENT).toBe(6);
  const { id } = await named("Women over 35 (by mouse)");
  const list = page.getByRole("region", { name: "People" });
  await expect.poll(() => list.getByRole("row").count(), PATIENT).toBe(7);
  expect(await list.textContent()).toContain("Woman 37");
  expect(await list.textContent()).not.toContain("aud-just-35");

  await people.track("aud-woman-0", EVENT);
  await expect.poll(() => size(page), PATIENT).toBe(7);
  await page.getByRole("tab", { name: "Who entered and left" }).click();
  const row = list.getByRole("row", { name: /Woman 36/ });
  await row.waitFor(PATIENT);
  expect(await row.textContent()).toContain("Entered");
  // Why: the event itself.
  await row.getByRole("link", { name: "what they did" }).click();
  await page.waitForURL("**/debugger?id=*");
  await page.goBack();
  await list
    .getByRole("row", { name: /Woman 36/ })
    .getByRole("link", { name: "Woman 36" })
    .click();
  await page.getByRole("region", { name: "Audiences" }).getByRole("link", { name: "Women over 35 (by mouse)" }).click();
  await page.waitForURL(`**/audiences/${id}`);
  await page.goto(new URL("/audiences", page.url()).href);
  const card = page.locator('[data-audience="Women over 35 (by mouse)"]');
  await card.waitFor(PATIENT);
  expect(await card.locator("[data-people]").getAttribute("data-people")).toBe("7");
  expect(wrong).toEqual([]);
  await leave();
});

test("by keyboard: made, changed with a warning, checked, deleted", async () => {
  const start = `/audiences/new?q=${encodeURIComponent(JSON.stringify({ kind: "cohort", where }))}`;
  const { page, wrong, leave } = await openDashboard(browser, start);
  const name = page.getByRole("textbox", { name: "Name" });
  await name.waitFor(PATIENT);
  await name.focus();
  await page.keyboard.type("By keys");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "By keys" }).waitFor(PATIENT);
  const { id } = await named("By keys");
  await settled(id);
  await page.getByRole("link", { name: "Change" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Change the audience" }).waitFor(PATIENT);
  // Its name alone changes nobody's membership.
  await name.focus();
  await page.keyboard.press("End");
  await page.keyboard.type(", renamed");
  expect(await page.getByText("Everybody is looked at anew").count()).toBe(0);
  await page.getByRole("button", { name: "Remove this condition" }).first().focus();
  await page.keyboard.press("Enter");
  await page.getByText("Everybody is looked at anew").waitFor(PATIENT);
  await page.getByRole("button", { name: "Save changes" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "By keys, renamed" }).waitFor(PATIENT);
  await settled(id);
  const wanted = await count({ and: where.and.slice(1) });
  expect(wanted).toBeGreaterThan(6);
  await expect.poll(() => size(page), PATIENT).toBe(wanted);

  await page.getByRole("button", { name: "Check now" }).focus();
  await page.keyboard.press("Enter");
  await page.getByText("nothing differed").waitFor(PATIENT);
  await page.getByRole("button", { name: "More with this audience" }).focus();
  await page.keyboard.press("Enter");
  const entry = page.getByRole("menuitem", { name: "Delete …" });
  await entry.waitFor();
  await entry.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").getByRole("button", { name: "Delete it" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Audiences", exact: true }).waitFor(PATIENT);
  await expect(named("By keys, renamed")).rejects.toThrow("no audience");
  expect(wrong).toEqual([]);
  await leave();
});

test("a list elsewhere: everybody, then who enters; again; what it says when it refuses; deleted", async () => {
  const { id } = await made("With a list");
  await settled(id);
  const pages: { action: string; ids: string[] }[] = [];
  let status = 200;
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { action, parameters } = JSON.parse(await text(request)) as {
      action: string;
      parameters: { members: { id: string }[] };
    };
    pages.push({ action, ids: parameters.members.map((member) => member.id) });
    response.writeHead(status).end(status === 200 ? JSON.stringify({ action, status: "success" }) : "not this one");
  };
  const receiver = createServer((request, response) => void take(request, response));
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  const address = receiver.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const { page, wrong, leave } = await openDashboard(browser, `/audiences/${id}`);
  const card = page.getByRole("region", { name: "Lists elsewhere" });
  await card.getByRole("button", { name: "Keep a list in step" }).click(PATIENT);
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Name" }).fill("Spring campaign");
  await dialog.getByRole("textbox", { name: "Address" }).fill(`http://127.0.0.1:${address.port}/lists`);
  await dialog.getByRole("textbox", { name: "Signing secret" }).fill("hunter2");
  await dialog.getByRole("button", { name: "Send everybody" }).click();
  await dialog.getByRole("alert").getByText("whsec_").waitFor(PATIENT);
  await dialog.getByRole("textbox", { name: "Signing secret" }).fill("");
  await dialog.getByRole("textbox", { name: "Traits to send" }).fill("age, gender");
  await dialog.getByRole("button", { name: "Send everybody" }).click();
  const list = card.locator('[data-list="Spring campaign"]');
  await list.getByText("In step").waitFor(PATIENT);
  const before = pages.flatMap(({ ids }) => ids);
  expect(pages.map(({ action }) => action)).toEqual(["members"]);
  await expect.poll(() => size(page), PATIENT).toBe(before.length);

  await people.track("aud-woman-2", EVENT);
  await expect.poll(() => pages.at(-1), PATIENT).toEqual({ action: "add_members", ids: ["u:aud-woman-2"] });
  const menu = list.getByRole("button", { name: "More with the list Spring campaign" });
  await menu.click();
  await page.getByRole("menuitem", { name: "Send a test" }).click();
  await list.getByText("Test: It took the test.").waitFor(PATIENT);

  status = 404;
  await menu.click();
  await page.getByRole("menuitem", { name: "Send everybody again …" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Send everybody" }).click();
  await list.getByText("Stopped").waitFor(PATIENT);
  await list.getByText("not this one").waitFor();
  expect(await violations(page)).toEqual([]);
  await menu.click();
  await page.getByRole("menuitem", { name: "Delete …" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete it" }).click();
  await card.getByText("None yet.").waitFor(PATIENT);
  // The browser says of the secret that was refused.
  expect(wrong).toEqual([expect.stringContaining("400 (Bad Request)")]);
  await leave();
  receiver.close();
});

test("a frozen one stays as it is", async () => {
  const { id } = await made("Frozen ones", { kind: "frozen" });
  await settled(id, "frozen");
  const { page, wrong, leave } = await openDashboard(browser, `/audiences/${id}`);
  await page.getByText("Nobody enters or leaves.").waitFor(PATIENT);
  expect(await page.getByRole("button", { name: "Check now" }).count()).toBe(0);
  expect(wrong).toEqual([]);
  await leave();
});

describe("for everybody", () => {
  let id = 0;
  beforeAll(async () => {
    ({ id } = await made("For everybody"));
    await settled(id);
  });

  test.each([
    { name: "light", look: {} },
    { name: "dark", look: { colorScheme: "dark" as const } },
    { name: "a phone", look: { viewport: PHONE } },
  ])("$name: nothing against WCAG, and nothing to scroll sideways", async ({ look }) => {
    const q = encodeURIComponent(JSON.stringify({ kind: "cohort", where }));
    const { page, wrong, leave } = await openDashboard(browser, "/audiences", look);
    await page.getByRole("link", { name: "For everybody" }).waitFor(PATIENT);
    expect(await violations(page)).toEqual([]);
    await walk(page, [`/audiences/${id}`, `/audiences/${id}?tab=changes`, `/audiences/new?q=${q}`]);
    expect(wrong).toEqual([]);
    await leave();
  });

  test("one that isn't there is said to be so", async () => {
    const { page, leave } = await openDashboard(browser, "/audiences/999999");
    await page.getByText("There is no such audience").waitFor(PATIENT);
    await leave();
  });
});
