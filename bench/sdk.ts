import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser } from "playwright-core";
import { bundle } from "../scripts/build-sdk.ts";
import { newVisitor, openBrowser } from "../test/support/browser.ts";
import { median, shown } from "./numbers.ts";
import { machine, publish, table } from "./report.ts";

export interface SdkOptions {
  rounds: number;
  events: number;
  keep: boolean;
}

/** A phone of the middle sort is about this much slower than a desk's computer. */
const SLOWDOWN = 4;
const SETTLED_MS = 1_500;

const SETTINGS = (host: string) => ({
  integrations: { "Segment.io": { apiKey: "k", apiHost: `${host}/v1`, protocol: "http", unbundledIntegrations: [] } },
  plan: { track: { __default: { enabled: true, integrations: {} } } },
  metrics: { sampleRate: 0 },
});

/** A page for each library, and what they fetch; events are taken and forgotten. */
async function site() {
  const segment = join(import.meta.dirname, "../node_modules/@segment/analytics-next/dist/umd");
  const files: Record<string, string> = {
    "/hw/key.js": await bundle("script.ts"),
    "/hw/auto.js": await bundle("auto/auto.ts"),
    "/analytics.js/v1/key/analytics.min.js": readFileSync(join(segment, "standalone.js"), "utf8"),
  };
  const stub = `<script>analytics = []; analytics._writeKey = "key"; analytics._cdn = location.origin;</script>`;
  const pages: Record<string, string> = {
    "/none": "",
    "/ours": `${stub}<script async src="/hw/key.js"></script>`,
    "/ours-all": `<script async src="/hw/key.js"></script>`,
    "/segment": `${stub}<script async src="/analytics.js/v1/key/analytics.min.js"></script>`,
    // As Segment's snippet ends.
    "/segment-page": `${stub}<script>analytics.push(["page"])</script><script async src="/analytics.js/v1/key/analytics.min.js"></script>`,
    "/ours-page": `${stub}<script>analytics.push(["page"])</script><script async src="/hw/key.js"></script>`,
  };
  const server = createServer((request, response) => {
    const path = (request.url ?? "").split("?", 1)[0] ?? "";
    const page = pages[path];
    if (page !== undefined)
      response
        .writeHead(200, { "content-type": "text/html" })
        .end(`<!doctype html><link rel="icon" href="data:,"><title>x</title>${page}<p>x`);
    else if (files[path] !== undefined) response.writeHead(200, { "content-type": "text/javascript" }).end(files[path]);
    else if (path.endsWith("/settings"))
      response
        .writeHead(200, { "content-type": "application/json" })
        .end(JSON.stringify(SETTINGS(`${request.headers.host}`)));
    else if (path.includes("bundle")) {
      const name = path.split("/").at(-1) ?? "";
      response.writeHead(200, { "content-type": "text/javascript" }).end(readFileSync(join(segment, name)));
    } else
      request
        .resume()
        .on("end", () => response.writeHead(200, { "content-type": "application/json" }).end('{"success":true}'));
  }).listen(0, "localhost");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { url: `http://localhost:${address.port}`, close: () => server.close() };
}

interface Measured {
  /** ms of the main thread, from the page's start until all is quiet. */
  load: number;
  /** ms of the main thread an event, its delivery included. */
  event: number;
  /** ms that a call of track() keeps its caller. */
  call: number;
}

async function measure(browser: Browser, url: string, events: number): Promise<Measured> {
  const { page, leave } = await newVisitor(browser);
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWDOWN });
  const busy = async (): Promise<number> => {
    const { metrics } = await session.send("Performance.getMetrics");
    return (metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0) * 1_000;
  };
  const before = await busy();
  await page.goto(url);
  await sleep(SETTLED_MS);
  const load = (await busy()) - before;
  if (url.endsWith("/none")) {
    await leave();
    return { load, event: 0, call: 0 };
  }
  const start = await busy();
  const call: number = await page.evaluate(`(async () => {
    let spent = 0;
    for (let n = 0; n < ${events}; n += 1) {
      const before = performance.now();
      void analytics.track("Product Added", { sku: "tent-" + n, price: 289, tags: ["a", "b"] });
      spent += performance.now() - before;
      await new Promise((wait) => setTimeout(wait, 10));
    }
    return spent / ${events};
  })()`);
  await sleep(SETTLED_MS);
  const event = ((await busy()) - start) / events;
  await leave();
  return { load, event, call };
}

/** The main thread's time that the SDK costs a page, beside Segment's library, in turns in one browser. */
export async function benchSdk({ rounds, events, keep }: SdkOptions): Promise<void> {
  const browser = await openBrowser();
  const { url, close } = await site();
  const kinds = {
    none: "/none",
    ours: "/ours",
    "ours, with a page call": "/ours-page",
    "ours, all by itself": "/ours-all",
    "analytics-next 1.84.3": "/segment",
    "analytics-next, with a page call": "/segment-page",
  };
  const measured = new Map<string, Measured[]>(Object.keys(kinds).map((kind) => [kind, []]));
  // The first round warms the browser up.
  for (let round = 0; round <= rounds; round += 1)
    for (const [kind, path] of Object.entries(kinds)) {
      const one = await measure(browser, url + path, events);
      if (round > 0) measured.get(kind)?.push(one);
    }
  await browser.close();
  close();
  const of = (kind: string, field: keyof Measured) => median((measured.get(kind) ?? []).map((one) => one[field]));
  const nothing = of("none", "load");
  const rows = Object.keys(kinds)
    .filter((kind) => kind !== "none")
    .map((kind) => [
      kind,
      `${shown(of(kind, "load") - nothing)} ms`,
      `${shown(of(kind, "event"))} ms`,
      `${shown(of(kind, "call"))} ms`,
    ]);
  const text = `# What the browser SDK costs a page's main thread

${machine()}

Median of ${rounds} rounds in turns, ${events} events each, 10 ms apart; processor slowed down ${SLOWDOWN} times. "Load" is beyond
that of the same page without a library (${shown(nothing)} ms); the one that works all by itself sends a page view in it, too.

${table([["library", "load", "an event, delivery included", "a call of track()"], ...rows])}
`;
  publish("sdk", text, Object.fromEntries(measured), keep);
}
