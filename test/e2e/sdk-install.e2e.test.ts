import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { newVisitor, openBrowser } from "../support/browser.ts";
import { startSdkSite } from "../support/sdk-site-e2e.ts";
import { newSource, only } from "../support/stored-e2e.ts";

const root = join(import.meta.dirname, "../..");
const packaged = join(root, "dist/browser");

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

async function visit(head: (key: string) => string) {
  const source = await newSource("public");
  const site = await startSdkSite(inject("headwater").url, { "/": { head: head(source.writeKey) } });
  const visitor = await newVisitor(browser);
  await visitor.page.goto(`${site.url}/?ajs_uid=ada&ajs_event=Letter%20Clicked&ajs_prop_letter=7&ajs_trait_plan=club`);
  return {
    ...visitor,
    source,
    async leave() {
      await visitor.leave();
      site.close();
    },
  };
}

describe.concurrent("ways to install it", () => {
  test("the stub: calls that came first are kept, with the page they were made on", async () => {
    const { page, source, wrong, leave } = await visit(
      (key) => `<script>${readFileSync(join(packaged, "stub.js"), "utf8")}</script><script>
        const early = analytics;
        analytics.addSourceMiddleware(({ payload, next }) => { payload.obj.properties = { ...payload.obj.properties, seen: true }; next(payload); });
        analytics.track("Early", { n: 1 });
        history.replaceState({}, "", "/moved");
        analytics.load(${JSON.stringify(key)}, { useQueryString: false, integrations: { Amplitude: false } }, "/hw");
      </script>`,
    );
    await page.waitForFunction("analytics.initialized");
    // Whoever kept the list calls on.
    await page.evaluate(`early.track("Late")`);
    const events = await source.storedForGood(2);
    expect(wrong).toEqual([]);
    expect(only(events, ({ event }) => event === "Early")).toMatchObject({
      path: "/",
      properties: { n: 1, seen: true },
      integrations: { Amplitude: false },
    });
    expect(only(events, ({ event }) => event === "Late")).toMatchObject({ path: "/moved" });
    expect(events).toHaveLength(2);
    await leave();
  });

  test("the module for bundlers, and a link that says who comes and what for", async () => {
    const { outputFiles } = await build({
      stdin: { contents: `export { AnalyticsBrowser } from "./index.js"`, resolveDir: packaged },
      bundle: true,
      write: false,
      format: "iife",
      globalName: "headwater",
    });
    const { page, source, wrong, leave } = await visit(() => `<script>${outputFiles[0]?.text ?? ""}</script>`);
    await page.evaluate(`window.analytics = headwater.AnalyticsBrowser.load(
      { writeKey: ${JSON.stringify(source.writeKey)}, host: location.origin + "/hw/" }, { pageViews: true })`);
    await page.evaluate(`analytics.track("Loaded")`);
    const events = await source.storedForGood(4);
    expect(wrong).toEqual([]);
    expect(only(events, ({ event }) => event === "Letter Clicked")).toMatchObject({ properties: { letter: "7" } });
    expect(only(events, ({ type }) => type === "identify")).toMatchObject({ userId: "ada", traits: { plan: "club" } });
    expect(events.map(({ event, type }) => event ?? type).toSorted()).toEqual([
      "Letter Clicked",
      "Loaded",
      "identify",
      "page",
    ]);
    await leave();
  });
});

test("the module's types: what is called rightly compiles, and only that", () => {
  const folder = mkdtempSync(join(tmpdir(), "sdk-types-"));
  const check = (text: string): string => {
    writeFileSync(join(folder, "site.ts"), `import { AnalyticsBrowser } from "${packaged}/index.js";\n${text}`);
    const options = ["--noEmit", "--strict", "--skipLibCheck", "false", "--lib", "ESNext,DOM", "--module", "esnext"];
    try {
      execFileSync(
        process.execPath,
        [
          join(root, "node_modules/typescript/bin/tsc"),
          ...options,
          "--moduleResolution",
          "bundler",
          "--types",
          "",
          join(folder, "site.ts"),
        ],
        { encoding: "utf8", cwd: folder },
      );
      return "";
    } catch (error) {
      return (error as { stdout: string }).stdout;
    }
  };
  const load = `const analytics = AnalyticsBrowser.load({ writeKey: "k", host: "/hw" }, { autocapture: "declared", sample: 0.5 });`;
  expect(
    check(`${load}
      analytics.track("A", { n: 1 }, { context: {} }, ({ event }) => event?.messageId);
      analytics.page("Docs", "Pricing"); analytics.identify({ plan: "club" }); analytics.group().traits();
      analytics.on("track", () => undefined).once("page", () => undefined);`),
  ).toBe("");
  expect(check(`${load} analytics.track(7);`)).toContain("site.ts");
  rmSync(folder, { recursive: true });
});
