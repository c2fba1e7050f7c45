import { type Browser, chromium } from "playwright-core";

/** As people have it: the headless build would call itself HeadlessChrome, which is rightly taken for a bot. */
const PERSON = {
  userAgent:
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Safari/537.36",
  userAgentMetadata: {
    brands: [
      { brand: "Google Chrome", version: "147" },
      { brand: "Chromium", version: "147" },
      { brand: "Not.A/Brand", version: "8" },
    ],
    platform: "Windows",
    platformVersion: "15.0.0",
    architecture: "x86",
    model: "",
    mobile: false,
  },
};
const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * Where the browser is: one that came through npm, or the one CHROME_PATH names, e.g. on a Mac, where the packaged build does
 * not run. The first call on a machine unpacks it, and takes one that is half unpacked for whole: `npm test` runs
 * this file before it starts what runs side by side.
 */
export async function browserPath(): Promise<string> {
  const own = process.env["CHROME_PATH"];
  if (own !== undefined) return own;
  // Read when the package is loaded: makes it unpack the NSS libraries too, which a bare Linux lacks.
  process.env["AWS_EXECUTION_ENV"] ??= "AWS_Lambda_nodejs22.x";
  const { default: packaged } = await import("@sparticuz/chromium");
  return packaged.executablePath();
}

/** A real Chromium. `without` takes back switches that Playwright would add. */
export async function openBrowser({ without = [] }: { without?: string[] } = {}): Promise<Browser> {
  // Not the arguments that the package suggests: --disable-web-security among them would leave CORS untested.
  return chromium.launch({ executablePath: await browserPath(), args: ARGS, ignoreDefaultArgs: without });
}

/** A new visitor's window, with what went wrong in it: errors on the console, exceptions, requests that failed. */
export async function newVisitor(browser: Browser, kind: "person" | "robot" = "person") {
  const context = await browser.newContext({ locale: "de-DE", timezoneId: "Europe/Berlin" });
  const page = await context.newPage();
  if (kind === "person") await (await context.newCDPSession(page)).send("Emulation.setUserAgentOverride", PERSON);
  const wrong: string[] = [];
  page.on("console", (message) => message.type() === "error" && wrong.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => wrong.push(`exception: ${error.message}`));
  return { page, wrong, leave: () => context.close() };
}

if (import.meta.main) await browserPath();
