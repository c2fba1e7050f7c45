import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { bundle, SERVED } from "../../scripts/build-sdk.ts";

/** As `gzip -9` makes it, bytes. */
const sizeOf = async (entry: string, format?: "esm"): Promise<number> =>
  gzipSync(await bundle(entry, format), { level: 9 }).length;

/** What each file may weigh. Over it something has to go, or be worth it. */
const MOST: Record<string, number> = {
  "site.js": 3_072,
  "auto.js": 1_600,
  "vitals.js": 700,
  "frustration.js": 700,
  "errors.js": 500,
  "hints.js": 300,
};

test.each(Object.entries(SERVED))("%s", async (name, entry) => {
  expect(await sizeOf(entry)).toBeLessThanOrEqual(MOST[name] ?? 0);
});

test("the stub that a page carries, and the module for bundlers", async () => {
  expect(await sizeOf("stub.ts")).toBeLessThanOrEqual(400);
  expect(await sizeOf("npm.ts", "esm")).toBeLessThanOrEqual(3_072);
});
