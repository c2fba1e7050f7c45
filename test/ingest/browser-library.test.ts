import { expect, test } from "vitest";
import { ownLibrary, snippetLibrary } from "#ingest/browser-library.ts";

/** The static files, each of which holds its own path. */
const assets = {
  fetch: async (url: URL) => new Response(url.pathname, { status: url.pathname.includes("missing") ? 404 : 200 }),
} as unknown as Fetcher;
const host = "https://t.example";

test.each([
  ["analytics.min.js", false, "/sdk/site.js"],
  ["analytics.js", false, "/sdk/site.js"],
  ["analytics.min.js", true, "/analytics-next/standalone.js"],
  ["standalone.js", false, "/analytics-next/standalone.js"],
  ["tsub-middleware.bundle.77.js", false, "/analytics-next/tsub-middleware.bundle.77.js"],
])("the snippet asks for %s, Segment's library wanted: %s", async (file, isSegments, path) => {
  expect(await (await snippetLibrary(assets, host, file, isSegments)).text()).toBe(path);
});

test.each(["../secrets.js", "a/b.js", "page.html", "missing.js"])("%s is not served", async (file) => {
  await expect(snippetLibrary(assets, host, file, false)).rejects.toMatchObject({ code: "not_found" });
});

test("our SDK is one file for every key; its parts have names", async () => {
  expect(await (await ownLibrary(assets, host, "wk_any.js")).text()).toBe("/sdk/site.js");
  expect(await (await ownLibrary(assets, host, "auto.js")).text()).toBe("/sdk/auto.js");
});
