import type { Page } from "playwright-core";

/** A request as the browser's network stack began it. */
export interface Began {
  method: string;
  url: URL;
  headers: Record<string, string>;
}

/**
 * Watches what a page sends, preflights included, and lets nothing go to https, where every vendor's own host is.
 * Through the browser's protocol: Playwright's events leave preflights out, and its routes answer them themselves.
 */
export async function watchTraffic(page: Page): Promise<Began[]> {
  const session = await page.context().newCDPSession(page);
  const began: Began[] = [];
  session.on("Network.requestWillBeSent", ({ request: { method, url, headers } }) => {
    began.push({ method, url: new URL(url), headers });
  });
  await session.send("Network.enable");
  await session.send("Network.setBlockedURLs", { urls: ["https://*"] });
  return began;
}
