import { availableParallelism, loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { openBrowser } from "../support/browser.ts";
import { openDashboard } from "../support/dashboard-e2e.ts";
import { connected, list, rowOf, send, type Sent } from "../support/dashboard-live-e2e.ts";
import { newSource, type TestSource } from "../support/stored-e2e.ts";

let browser: Browser;
let source: TestSource;

beforeAll(async () => {
  browser = await openBrowser();
  source = await newSource("secret");
});
afterAll(() => browser.close());

describe("the live screen", () => {
  test("300 events a second stay smooth", async () => {
    const { page, wrong, leave } = await openDashboard(browser, "/live");
    await connected(page);
    await sleep(1_500);
    await page.evaluate(`
      new PerformanceObserver((list) => longTasks.push(...list.getEntries().map(({ duration }) => duration)))
        .observe({ type: "longtask" });
      new MutationObserver(() => { window.paints += 1; })
        .observe(document.querySelector(".live-rows"), { childList: true });
    `);
    // A task is also long where the computer had something else to do: one quiet round of three is enough, and on a
    // computer that never has one, the page's own time for a paint is looked at.
    let round = await rush(page, 4);
    for (let at = 1; at < 3 && round.longest >= 100; at += 1) round = await rush(page, 4);
    expect(round.cpuOfPaint).toBeLessThan(80);
    if ((loadavg()[0] ?? 0) <= 2 * availableParallelism()) expect(round.longest).toBeLessThan(100);
    expect(await list(page).getByRole("listitem").count()).toBe(200);
    expect(wrong).toEqual([]);
    await leave();
  });
});

/** Sends 300 events a second; gives the page's longest task meanwhile, and its processor time for a paint, both ms. */
async function rush(page: Page, seconds: number): Promise<{ longest: number; cpuOfPaint: number }> {
  const browserSide = await page.context().newCDPSession(page);
  await browserSide.send("Performance.enable", { timeDomain: "threadTicks" });
  const busy = async () => {
    const { metrics } = await browserSide.send("Performance.getMetrics");
    return 1_000 * (metrics.find(({ name }) => name === "TaskDuration")?.value ?? NaN);
  };
  const busyBefore = await busy();
  await page.evaluate("window.longTasks = []; window.paints = 0;");
  const begun = performance.now();
  let last: Sent | undefined;
  for (let at = 0; at < seconds * 4; at += 1) {
    const sent = await send(
      source,
      Array.from({ length: 75 }, (_, n) => ({ event: "Rushed", anonymousId: `live-${n}` })),
    );
    last = sent.at(-1);
    await sleep(Math.max(0, begun + (at + 1) * 250 - performance.now()));
  }
  const took = (performance.now() - begun) / 1_000;
  if (!last) throw new Error("some were sent");
  await rowOf(page, last).waitFor({ timeout: 10_000 });
  const { longTasks, paints } = z
    .object({ longTasks: z.array(z.number()), paints: z.number() })
    .parse(await page.evaluate("({ longTasks, paints })"));
  const longest = Math.max(0, ...longTasks);
  const cpuOfPaint = ((await busy()) - busyBefore) / paints;
  await browserSide.detach();
  console.info(
    `${((seconds * 300) / took).toFixed()} events a second: ${longTasks.length} long tasks, longest ${longest.toFixed()} ms, ${cpuOfPaint.toFixed()} ms of processor time a paint, ${(paints / took).toFixed(1)} paints a second`,
  );
  expect(paints / took).toBeLessThanOrEqual(4.75);
  return { longest, cpuOfPaint };
}
