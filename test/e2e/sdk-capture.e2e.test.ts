import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { newVisitor, openBrowser } from "../support/browser.ts";
import { startSdkSite, tag } from "../support/sdk-site-e2e.ts";
import { newSource, only, type Stored } from "../support/stored-e2e.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

async function open(body: string, options?: object) {
  const source = await newSource("public");
  const site = await startSdkSite(inject("headwater").url, {
    "/": { head: tag(source.writeKey, options), body },
    "/files/list.pdf": {},
    "/next": { head: tag(source.writeKey, options) },
  });
  const visitor = await newVisitor(browser);
  await visitor.page.goto(site.url);
  await visitor.page.waitForFunction("window.analytics && analytics.initialized");
  await visitor.page.waitForLoadState("networkidle");
  return {
    ...visitor,
    source,
    async leave() {
      await visitor.leave();
      site.close();
    },
  };
}
/** Stays on the page, whatever is clicked. */
const stay = (page: Page): Promise<unknown> =>
  page.evaluate(`document.addEventListener("click", (event) => event.target.closest("a") && event.preventDefault());
    document.addEventListener("submit", (event) => event.preventDefault())`);
const names = (events: Stored[]): string[] => events.map(({ event, type }) => event ?? type).toSorted();

const SINGLE = ["page", "Card Opened", "Search Sent", "Form Submitted", "File Downloaded", "Outbound Link Clicked"];

describe.concurrent("autocapture", () => {
  test("clicks, links, downloads, forms and fields, and what the page calls them", async () => {
    const { page, source, wrong, leave } = await open(`
      <button id="plain" name="buy">  Buy now </button>
      <a id="inside" href="/next?token=secret#part">inside</a>
      <a id="outside" href="https://other.example/path?q=secret">outside</a>
      <a id="file" href="/files/list.pdf">list</a>
      <a id="mail" href="mailto:ada@example.com">mail</a>
      <div data-track="Card Opened" data-track-product-id="7"><span id="marked">card</span></div>
      <div data-no-track><button id="hidden">hidden</button><input id="hidden-field"></div>
      <form id="letter" action="/next?x=1"><input id="email" name="email" type="email" required><button id="send">Send</button></form>
      <form data-track="Search Sent" data-track-where="top" id="search"><input name="id"><button id="go">Go</button></form>`);
    await stay(page);
    for (const id of ["plain", "inside", "outside", "file", "mail", "marked", "hidden"]) await page.click(`#${id}`);
    await page.fill("#hidden-field", "hidden");
    await page.focus("#email");
    await page.fill("#email", "no address");
    await page.fill("#search input", "go on");
    await page.evaluate(`document.querySelector("#letter").noValidate = true`);
    await page.click("#send");
    await page.click("#go");
    const events = await source.storedForGood(13);
    expect(wrong).toEqual([]);
    expect(names(events)).toEqual(
      [
        ...SINGLE,
        // The buttons of the two forms, too.
        ...Array<string>(5).fill("Element Clicked"),
        ...Array<string>(2).fill("Field Left"),
      ].toSorted(),
    );
    const named = (name: string) => only(events, ({ event }) => event === name).properties;
    expect(named("Card Opened")).toEqual({ product_id: "7" });
    expect(named("Search Sent")).toEqual({ where: "top" });
    expect(named("Form Submitted")).toEqual({ id: "letter" });
    expect(named("Outbound Link Clicked")).toMatchObject({ href: "https://other.example/path", text: "outside" });
    expect(named("File Downloaded")).toMatchObject({ id: "file", href: expect.stringMatching(/\/files\/list\.pdf$/) });
    const clicked = events.filter(({ event }) => event === "Element Clicked").map(({ properties }) => properties);
    expect(clicked).toContainEqual({ id: "plain", name: "buy", tag: "button", text: "Buy now" });
    expect(clicked).toContainEqual(
      expect.objectContaining({ id: "inside", href: expect.stringMatching(/\/next$/) as string }),
    );
    const fields = events.filter(({ event }) => event === "Field Left").map(({ properties }) => properties);
    expect(fields).toContainEqual({ id: "email", name: "email", type: "email", filled: true, invalid: true });
    expect(fields).toContainEqual({ name: "id", filled: true, invalid: false });
    expect(JSON.stringify(events)).not.toMatch(/secret|no address|go on|ada@example|hidden/);
    await leave();
  });

  test("no typed value is ever stored: passwords, cards, text that can be edited, what the browser fills in", async () => {
    const typed = "Xq7-typed";
    const { page, source, wrong, leave } = await open(`
      <form id="f" name="pay" action="/next">
        <input name="user" autocomplete="username"><input type="password" name="password" autocomplete="current-password">
        <input name="card" autocomplete="cc-number" inputmode="numeric"><input name="cvc" autocomplete="cc-csc">
        <input name="id"><input name="name"><input name="action"><input type="hidden" name="token" value="${typed}-hidden">
        <textarea name="note"></textarea><select name="size"><option value="${typed}-option">${typed}-label</option></select>
        <input type="checkbox" name="agree" value="${typed}-check"><input type="search" name="q" list="l">
        <button id="send" type="submit" value="${typed}-value">Pay</button>
      </form>
      <div contenteditable id="draft"><button id="in-draft">x</button><a href="/next" id="link-in-draft"></a></div>
      <button id="around">Label <span contenteditable id="in-button"></span></button>
      <div contenteditable data-track="Draft Clicked" id="marked-draft"></div>`);
    await stay(page);
    for (const field of ["user", "password", "card", "cvc", "id", "name", "action", "note", "q"])
      await page.fill(`[name=${field}]`, `${typed}-${field}`);
    for (const id of ["draft", "in-button", "marked-draft"])
      await page.evaluate(`document.querySelector("#${id}").append("${typed}-${id}")`);
    await page.check("[name=agree]");
    await page.selectOption("[name=size]", { index: 0 });
    // As a password manager does: values set by no key, told by events.
    await page.evaluate(`for (const input of document.querySelectorAll("input[autocomplete]")) {
      input.value = "${typed}-filled";
      for (const type of ["input", "change", "blur", "focusout"]) input.dispatchEvent(new Event(type, { bubbles: true })); }`);
    for (const id of ["link-in-draft", "around", "marked-draft"])
      await page.evaluate(`document.querySelector("#${id}").click()`);
    await page.click("#send");
    const events = await source.storedForGood(17);
    expect(names(events)).toContain("Draft Clicked");
    expect(names(events)).toContain("Form Submitted");
    const fields = events.filter(({ event }) => event === "Field Left");
    expect(fields.find(({ properties }) => properties["name"] === "password")?.properties).toEqual({
      name: "password",
      type: "password",
      filled: true,
      invalid: false,
    });
    expect(fields.length).toBeGreaterThanOrEqual(12);
    expect(JSON.stringify(events)).not.toContain(typed);
    expect(wrong).toEqual([]);
    await leave();
  });

  test("one switch: off is off, declared is only what is marked, and pages of a single-page app are counted", async () => {
    const body = `<button id="plain">x</button><button id="marked" data-track="Marked">x</button>`;
    const click = async (options: { autocapture: unknown; pageViews?: boolean }) => {
      const { page, source, leave } = await open(body, options);
      await page.click("#plain");
      await page.click("#marked");
      await page.evaluate(`history.pushState({}, "", "/second?a=1"); history.replaceState({ n: 1 }, "", location.href);
        location.hash = "part"`);
      await page.waitForTimeout(50);
      await page.goBack();
      await page.goBack();
      const events = await source.storedForGood(options.autocapture === false ? 3 : 1);
      await leave();
      return events;
    };
    const [off, declared] = await Promise.all([
      click({ autocapture: false }),
      click({ autocapture: "declared", pageViews: false }),
    ]);
    expect(off.map(({ type, path }) => `${type} ${path}`)).toEqual(["page /", "page /second", "page /"]);
    expect(off[1]).toMatchObject({ channel: "internal", properties: { referrer: expect.stringMatching(/\/$/) } });
    expect(names(declared)).toEqual(["Marked"]);
  });

  test("the parts: vitals, rage and dead clicks, errors", async () => {
    const { page, source, leave } = await open(
      `<h1>Shop</h1><button id="dead">dead</button><button id="rage">rage</button>
       <button id="alive" onclick="this.textContent = 'done'">alive</button>`,
      { autocapture: false, parts: ["vitals", "frustration", "errors"] },
    );
    await page.click("#dead");
    await page.waitForTimeout(2_600);
    await page.click("#alive");
    await page.waitForTimeout(100);
    await page.click("#rage", { clickCount: 5 });
    await page.evaluate(`setTimeout(() => { throw new Error("broken"); }); void Promise.reject(new Error("unkept"))`);
    await page.waitForTimeout(2_600);
    await page.goto("about:blank");
    const events = await source.storedForGood(6);
    const named = (name: string) => events.filter(({ event }) => event === name).map(({ properties }) => properties);
    expect(named("Rage Clicked")).toMatchObject([{ id: "rage" }]);
    expect(named("Dead Clicked").map(({ id }) => id)).toContain("dead");
    expect(named("Dead Clicked").map(({ id }) => id)).not.toContain("alive");
    expect(new Set(named("Error Shown").map(({ message }) => message))).toEqual(
      new Set(["Uncaught Error: broken", "unkept"]),
    );
    expect(named("Web Vitals")).toMatchObject([
      { fcp: expect.any(Number) as number, ttfb: expect.any(Number) as number },
    ]);
    await leave();
  });

  test("the part that asks the browser for its true versions", async () => {
    const { page, source, leave } = await open("", { parts: ["hints"] });
    const said = await page.evaluate<{ platformVersion: string; model: string }>(
      `navigator.userAgentData.getHighEntropyValues(["platformVersion", "model"])`,
    );
    await page.waitForTimeout(500);
    await page.evaluate(`analytics.track("Hinted")`);
    const event = only(await source.storedForGood(2), (one) => one.event === "Hinted");
    expect(event.context["userAgentData"]).toMatchObject({ ...said, fullVersionList: expect.any(Array) as unknown[] });
    await leave();
  });
});
