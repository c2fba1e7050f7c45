import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Locator, Page } from "playwright-core";
import { expect, inject } from "vitest";
import * as z from "zod";
import type { Address } from "../../scripts/address-file.ts";
import { adminApi } from "../../scripts/admin-api.ts";
import { fillShop } from "../../scripts/fill-shop.ts";

const headwater = (): Address => inject("headwater");

/** As wide as a desk's window, and as a phone. */
export const WIDE = { width: 1360, height: 900 };
export const PHONE = { width: 390, height: 844 };

export interface Look {
  viewport?: { width: number; height: number };
  colorScheme?: "light" | "dark";
  /** False: nobody is signed in. */
  signedIn?: boolean;
}

/**
 * The dashboard in a window of its own, signed in by the link that `npm run dev` prints. `wrong` is what must stay empty:
 * errors on the console, exceptions, what the page's content security policy refused.
 */
export async function openDashboard(browser: Browser, path: string, look: Look = {}) {
  const { url, adminToken } = headwater();
  const context = await browser.newContext({
    viewport: look.viewport ?? WIDE,
    colorScheme: look.colorScheme ?? "light",
    locale: "en-US",
    reducedMotion: "reduce",
    permissions: ["clipboard-read", "clipboard-write"],
  });
  const page = await context.newPage();
  const wrong: string[] = [];
  page.on("console", (message) => message.type() === "error" && wrong.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => wrong.push(`exception: ${error.message}`));
  await page.addInitScript(
    `addEventListener("securitypolicyviolation", (event) => console.error("CSP", event.violatedDirective, event.blockedURI))`,
  );
  if (look.signedIn !== false) {
    await page.goto(`${url}/settings#token=${adminToken}`);
    await page.getByRole("banner").waitFor();
  }
  await page.goto(url + path);
  return { page, wrong, leave: () => context.close() };
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const Violations = z.array(
  z.object({ id: z.string(), help: z.string(), nodes: z.array(z.object({ html: z.string(), target: z.unknown() })) }),
);

/** What is against WCAG 2.2 AA on the page as it is now, by axe: one line a rule, with the first places. */
export async function violations(page: Page): Promise<string[]> {
  // Through the browser's protocol, which a content security policy doesn't hold back.
  await page.evaluate(axeSource);
  const found = await page.evaluate(
    `axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], resultTypes: ["violations"] }).then((result) => result.violations)`,
  );
  return Violations.parse(found).map(
    ({ id, help, nodes }) =>
      `${id}: ${help}: ${nodes
        .slice(0, 3)
        .map(({ html }) => html.slice(0, 200))
        .join(" | ")}`,
  );
}

/** The question in the page's address; null where there is none yet. */
export const questionOfAddress = (page: Page): Record<string, unknown> =>
  JSON.parse(new URL(page.url()).searchParams.get("q") ?? "null") as Record<string, unknown>;

/** A number as the dashboard writes it. */
export const asShown = (value: number): string =>
  new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 }).format(value);

/** What the API answers to the question in the page's address. */
export async function answerOfAddress(page: Page): Promise<unknown> {
  const { url, adminToken } = headwater();
  const question = new URL(page.url()).searchParams.get("q");
  if (question === null) throw new Error(`no question in ${page.url()}`);
  const response = await fetch(`${url}/api/query`, {
    method: "POST",
    headers: { authorization: `Bearer ${adminToken}`, "content-type": "application/json" },
    body: question,
  });
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}

const SHOP = "Dashboard tests: a shop";

/** A shop's events of six weeks, stored once for all dashboard tests: the source they came through. */
export async function shopData(): Promise<{ id: number; writeKey: string }> {
  const { url, adminToken } = headwater();
  const api = adminApi(url, adminToken);
  const known = (await api.sources()).find(({ name }) => name === SHOP);
  const source = known ?? (await api.createSource({ name: SHOP, kind: "secret" }));
  if (source.writeKey === null) throw new Error("a new source has a key");
  if (known === undefined) await fillShop(url, source.writeKey, { events: 4_000, days: 42, seed: 7 });
  return { id: source.id, writeKey: source.writeKey };
}

/**
 * Opens a menu by Enter on its button and goes to one of its items by arrow, pressing again where nothing came of it: a page
 * that is still drawing moves the focus, and a menu that is just opening doesn't hear the first press.
 */
export async function openMenuByKeys(page: Page, button: Locator, item: Locator): Promise<void> {
  const goOn = async (isThere: () => Promise<boolean>, press: () => Promise<void>) => {
    for (let presses = 0; presses < 20; presses += 1) {
      if (await isThere()) return;
      await press();
      await page.waitForTimeout(250);
    }
    throw new Error("the keys did not lead there");
  };
  await goOn(
    () => item.isVisible(),
    async () => {
      await button.focus();
      await page.keyboard.press("Enter");
    },
  );
  await goOn(
    () => item.evaluate((element) => element === element.ownerDocument.activeElement),
    () => page.keyboard.press("ArrowDown"),
  );
}

/** Goes to each of these addresses: nothing axe objects to, and nothing that sticks out. */
export async function walk(page: Page, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await page.goto(new URL(path, page.url()).href);
    await page.getByRole("heading", { level: 1 }).waitFor({ timeout: 60_000 });
    await page.waitForLoadState("networkidle", { timeout: 3_000 }).catch((error: unknown) => {
      if (!String(error).includes("Timeout")) throw error;
    });
    expect(await violations(page), path).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth"), path).toBeLessThanOrEqual(0);
  }
}
