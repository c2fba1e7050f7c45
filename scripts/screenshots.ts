import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import * as z from "zod";
import { openBrowser } from "../test/support/browser.ts";
import { startDev } from "../test/support/dev-process-e2e.ts";
import { adminApi } from "./admin-api.ts";
import { shop } from "./demo/shop.ts";
import { fillShop, sendCalls } from "./fill-shop.ts";
import { planScene } from "./plan-scene.ts";

/**
 * npm run screenshots: each screen on a shop's data, light and dark, as wide as a desk and as a phone, into docs/screens/.
 * For people to look at: nothing compares them. With names after `--` only those.
 */
const wanted = process.argv.slice(2);
const folder = join(import.meta.dirname, "../docs/screens");
const WIDTHS = [
  { width: 1360, height: 900 },
  { width: 390, height: 844 },
];
const SCHEMES = ["light", "dark"] as const;
const EVENTS = 12_000;

const asked = (kind: string, question: object): string =>
  `?q=${encodeURIComponent(JSON.stringify({ kind, ...question }))}`;
const month = { range: { last: { value: 30, unit: "day" } } };
const FUNNEL = {
  ...month,
  steps: ["Product Viewed", "Product Added", "Checkout Started", "Order Completed"].map((event) => ({ event })),
  window: { value: 7, unit: "day" },
};
const BUYERS = { where: { did: { event: "Order Completed" }, count: { op: "gte", value: 2 } } };

const WOMEN = {
  where: {
    and: [
      { person: "gender", op: "eq", value: "female" },
      { person: "age", op: "gt", value: 35 },
      { did: { event: "Order Completed" } },
    ],
  },
};
const LETTER = `# Thank you, {{ person.first_name | default: "you" }}

You are one of those who know what a tent has to stand. **The winter range is here**, and you see it a week before everybody.

[Have a look](https://example.com/winter)`;

/** Reports that somebody saved, so that home has something to show. */
const REPORTS = [
  { name: "From product to order", question: { kind: "funnel", ...FUNNEL }, board: 1 },
  {
    name: "Buyers by browser",
    question: {
      kind: "segmentation",
      ...month,
      interval: "day",
      series: [{ event: "Order Completed", math: "unique" }],
      breakdown: { source: "event", key: "$browser", limit: 5 },
    },
    board: 2,
  },
  { name: "Ordered twice or more", question: { kind: "cohort", ...BUYERS }, board: 3 },
];

const state = mkdtempSync(join(tmpdir(), "headwater-screens-"));
const dev = await startDev(state, [process.execPath, join(import.meta.dirname, "dev.ts")]);
const { url, adminToken, writeKey } = dev.address;
try {
  const api = adminApi(url, adminToken);
  await fillShop(url, writeKey, { events: EVENTS, days: 42, seed: 3 });
  for (const { board, ...report } of REPORTS) {
    const { id } = z.object({ id: z.number() }).parse(await api.post("/api/reports", report));
    await api.patch(`/api/reports/${id}`, { board });
  }
  const { people } = z
    .object({ people: z.array(z.string()) })
    .parse(await api.post("/api/query", { kind: "cohort", ...BUYERS }));
  const audience = await madeAudience("Women over 35 who order", WOMEN.where);
  await madeAudience("Ordered twice or more", BUYERS.where);
  const Made = z.object({ id: z.number() });
  const automation = Made.parse(
    await api.post("/api/automations", {
      name: "Winter letter",
      when: { audience: audience.id, change: "entered" },
      do: [{ email: "person", subject: "{{ person.first_name }}, the winter range is here", body: LETTER }],
    }),
  );
  await api.post(`/api/automations/${automation.id}/enable`, { includePresent: true });
  await api.post("/api/automations", {
    name: "Tell the team of large orders",
    when: { event: { event: "Order Completed", filter: { property: "total", op: "gt", value: 500 } } },
    do: [{ email: "team", to: ["team@example.com"], subject: "A large order", body: "By {{ person.name }}." }],
    again: { after: { value: 1, unit: "day" } },
  });
  await planScene(url, writeKey, api);
  for (const [email, role] of [
    ["ada@example.com", "owner"],
    ["bela@example.com", "analyst"],
    ["carl@example.com", "viewer"],
  ]) {
    await api.post("/api/members", { email, role });
  }
  const nightly = { name: "Nightly export", permissions: ["read"], expiresAt: new Date(Date.now() + 90 * 86_400_000) };
  await api.post("/api/tokens", nightly);
  // Who is in it is written to at once; the pictures show what came of it.
  await sleep(5_000);
  const { mails } = z.object({ mails: z.array(z.object({ id: z.string() })) }).parse(await api.get("/api/mail/outbox"));
  const screens: Record<string, string> = {
    home: "/",
    live: "/live",
    segmentation: "/segmentation",
    funnels: `/funnels${asked("funnel", FUNNEL)}`,
    retention: "/retention",
    people: `/people${asked("cohort", BUYERS)}`,
    person: `/people/${encodeURIComponent(people.find((id) => id.startsWith("u:")) ?? "u:nobody")}`,
    audiences: "/audiences",
    audience: `/audiences/${audience.id}`,
    "audience-new": `/audiences/new${asked("cohort", WOMEN)}`,
    automations: "/automations",
    automation: `/automations/${automation.id}`,
    "automation-edit": `/automations/${automation.id}/edit`,
    mail: `/mail?tab=outbox&mail=${mails[0]?.id ?? ""}`,
    sources: "/sources",
    plan: "/plan",
    "plan-event": "/plan/event?kind=track&name=Order+Completed",
    destinations: "/destinations",
    debugger: "/debugger",
    status: "/status",
    settings: "/settings",
    storage: "/settings?tab=storage",
    members: "/settings?tab=members",
    tokens: "/settings?tab=tokens",
    audit: "/settings?tab=audit",
  };
  mkdirSync(folder, { recursive: true });
  const browser = await openBrowser();
  for (const colorScheme of SCHEMES) {
    for (const viewport of WIDTHS) {
      const context = await browser.newContext({ viewport, colorScheme, locale: "en-US", reducedMotion: "reduce" });
      const page = await context.newPage();
      await page.goto(url);
      await page.getByRole("button", { name: "Use a passkey" }).waitFor();
      if (wanted.length === 0 || wanted.includes("sign-in")) {
        await page.screenshot({ path: join(folder, `sign-in-${colorScheme}-${viewport.width}.png`) });
      }
      // Another page of the same address, which would not be loaded anew.
      await page.goto("about:blank");
      await page.goto(`${url}/#token=${adminToken}`);
      await page.getByRole("banner").waitFor();
      for (const [name, path] of Object.entries(screens)) {
        if (wanted.length > 0 && !wanted.includes(name)) continue;
        if (name === "live") await visitorsNow();
        await page.goto(url + path);
        await atRest(page);
        await page.screenshot({ path: join(folder, `${name}-${colorScheme}-${viewport.width}.png`) });
      }
      await context.close();
      console.log(`${colorScheme}, ${viewport.width} wide`);
    }
  }
  await browser.close();
} finally {
  await dev.stop();
  rmSync(state, { recursive: true, force: true });
}

/** A live audience, once everybody was looked at. */
async function madeAudience(name: string, where: object): Promise<{ id: number }> {
  const api = adminApi(url, adminToken);
  const Audience = z.object({ id: z.number(), state: z.string() });
  let audience = Audience.parse(await api.post("/api/audiences", { name, where }));
  while (audience.state === "computing") {
    await sleep(300);
    audience = Audience.parse(await api.get(`/api/audiences/${audience.id}`));
  }
  return audience;
}

/** A day of a shop, all of it now: the live screen shows nothing else. */
async function visitorsNow(): Promise<void> {
  const timestamp = new Date();
  const day = [...shop(5).history({ events: 500, days: 1, until: Date.now() })];
  await sendCalls(
    url,
    writeKey,
    day.map((call) => ({ ...call, timestamp })),
  );
  // What everybody sees of it, people and countries, is asked for every few seconds.
  await sleep(4_000);
}

/** Once nothing is on its way any more and what fades in has done so. A live screen is never quite at rest. */
async function atRest(page: Page): Promise<void> {
  await page.getByRole("main").waitFor();
  await page.waitForLoadState("networkidle", { timeout: 5_000 }).catch((error: unknown) => {
    if (!String(error).includes("Timeout")) throw error;
  });
  await page.waitForTimeout(700);
}
