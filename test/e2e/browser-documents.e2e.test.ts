import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { newSource, type TestSource } from "../support/stored-e2e.ts";

const origin = "https://shop.example";
let source: TestSource;
beforeAll(async () => {
  source = await newSource("public");
});
const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(inject("headwater").url + path, { headers: { origin, ...headers } });
const basic = () => `Basic ${btoa(`${source.writeKey}:`)}`;

describe("what browser libraries fetch before they send anything can be read from any site", () => {
  test("Segment's settings: this host and key, http where there is no certificate", async () => {
    const response = await get(`/v1/projects/${source.writeKey}/settings`);
    expect(response.status).toBe(200);
    expect(response.headers.get("access-control-allow-origin")).toBe(origin);
    expect(response.headers.get("content-type")).toMatch(/^application\/json/);
    expect(await response.json()).toMatchObject({
      integrations: {
        "Segment.io": { apiKey: source.writeKey, apiHost: `${new URL(source.url).host}/v1`, protocol: "http" },
      },
      metrics: { sampleRate: 0 },
    });
  });

  test("RudderStack's source configuration, after a preflight for its Authorization", async () => {
    const path = `/sourceConfig/?p=npm&v=3.34.1&writeKey=${source.writeKey}`;
    const preflight = await fetch(source.url + path, {
      method: "OPTIONS",
      headers: {
        origin,
        "access-control-request-method": "GET",
        "access-control-request-headers": "authorization,content-type",
      },
    });
    expect(preflight.ok).toBe(true);
    expect(preflight.headers.get("access-control-allow-headers")).toBe("authorization,content-type");
    const response = await get(path, { authorization: basic() });
    expect(response.headers.get("access-control-allow-origin")).toBe(origin);
    expect(await response.json()).toMatchObject({
      source: { writeKey: source.writeKey, enabled: true, destinations: [] },
    });
  });

  test("the snippet's library, and the parts of it that it loads when they are needed", async () => {
    const folder = join(import.meta.dirname, "../../public/analytics-next");
    const parts = readdirSync(folder).filter((file) => file.includes(".bundle."));
    expect(parts.length).toBeGreaterThan(3);
    const addresses = [
      `/analytics.js/v1/${source.writeKey}/standalone.js`,
      ...parts.map((part) => `/analytics-next/bundles/${part}`),
    ];
    for (const [index, address] of addresses.entries()) {
      const response = await get(address);
      expect(response.status, address).toBe(200);
      expect(response.headers.get("content-type")).toMatch(/javascript/);
      expect(await response.text()).toBe(readFileSync(join(folder, parts[index - 1] ?? "standalone.js"), "utf8"));
    }
    expect((await get("/analytics-next/bundles/no-such.bundle.0.js")).status).toBe(404);
  });

  test("our SDK, by the key, in the place of the snippet's library, and its parts", async () => {
    const folder = join(import.meta.dirname, "../../public/sdk");
    const files = {
      [`/v1/${source.writeKey}.js`]: "site.js",
      [`/hw/${source.writeKey}.js`]: "site.js",
      [`/analytics.js/v1/${source.writeKey}/analytics.min.js`]: "site.js",
      "/hw/auto.js": "auto.js",
      "/analytics.js/v1/auto.js": "auto.js",
      "/v1/vitals.js": "vitals.js",
    };
    for (const [address, file] of Object.entries(files)) {
      const response = await get(address);
      expect(response.status, address).toBe(200);
      expect(response.headers.get("content-type")).toMatch(/javascript/);
      expect(await response.text(), address).toBe(readFileSync(join(folder, file), "utf8"));
    }
  });

  test("a wrong key is told so, in a way that a page may read", async () => {
    const response = await get("/v1/projects/wk_nobody_has_this/settings");
    expect(response.status).toBe(401);
    expect(response.headers.get("access-control-allow-origin")).toBe(origin);
    expect(await response.json()).toMatchObject({ success: false, code: "write_key_unknown" });
  });
});

test.each(["t", "p", "i", "g", "a", "s", "b", "batch", "track"])(
  "POST /v1/%s: its preflight allows what is asked, and is remembered",
  async (call) => {
    const asked = "authorization,x-custom,x-retry-count";
    const response = await fetch(`${source.url}/v1/${call}`, {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "POST", "access-control-request-headers": asked },
    });
    expect(response.ok).toBe(true);
    expect(response.headers.get("access-control-allow-headers")).toBe(asked);
    expect(response.headers.get("access-control-allow-origin")).toBe(origin);
    expect(response.headers.get("access-control-allow-credentials")).toBe("true");
    expect(Number(response.headers.get("access-control-max-age"))).toBeGreaterThanOrEqual(600);
  },
);
