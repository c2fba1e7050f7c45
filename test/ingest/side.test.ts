import { describe, expect, it } from "vitest";
import type { Json } from "#core/json.ts";
import { sideOf } from "#ingest/side.ts";

const BROWSER =
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15";
const library = (name: Json) => ({ library: { name } });

describe("by the library that sent it", () => {
  it.each([
    "@segment/analytics-node",
    "analytics-node",
    "analytics-python",
    "analytics-ruby",
    "rudderanalytics-ruby",
    "analytics-php",
    "analytics-go",
    "analytics-java",
    "Analytics.NET",
    "analytics-rust",
    "@rudderstack/rudder-sdk-node",
  ])("%s is a server, even behind a browser's headers", (name) => {
    expect(sideOf(library(name), undefined, "https://acme.test", BROWSER)).toBe("server");
  });

  it.each([
    "analytics.js",
    "RudderLabs JavaScript SDK",
    "analytics-ios",
    "analytics-android",
    "analytics-swift",
    "analytics-kotlin",
    "@segment/analytics-react-native",
    "analytics_flutter",
    "headwater.js",
  ])("%s is a person's device, even behind a server's headers", (name) => {
    expect(sideOf(library(name), "server", null, "okhttp/4.12.0")).toBe("client");
  });

  it("a library that nobody knows, or none, says nothing", () => {
    expect(sideOf(library("acme-tracker"), undefined, null, null)).toBe("unknown");
    expect(sideOf(library(7), undefined, null, null)).toBe("unknown");
    expect(sideOf({ library: "analytics-node" }, undefined, null, null)).toBe("unknown");
  });
});

describe("by the rest", () => {
  it.each([
    ["context.direct, over everything", { direct: true, ...library("analytics-node") }, "server", null, null, "client"],
    ["direct must be true", { direct: "true" }, undefined, null, null, "unknown"],
    ["channel web", {}, "web", null, "okhttp/4.12.0", "client"],
    ["channel browser", {}, "browser", null, null, "client"],
    ["channel mobile", {}, "mobile", null, "okhttp/4.12.0", "client"],
    ["channel server, from a page", {}, "server", "https://acme.test", BROWSER, "server"],
    ["an unknown channel", {}, "tv", null, null, "unknown"],
    ["an Origin: only browsers send one", {}, undefined, "https://acme.test", null, "client"],
    ["a browser's user agent", {}, undefined, null, BROWSER, "client"],
    ["curl", {}, undefined, null, "curl/8.9.1", "unknown"],
    ["nothing at all", {}, undefined, null, null, "unknown"],
  ] as const)("%s", (_, context, channel, origin, userAgent, side) => {
    expect(sideOf(context, channel, origin, userAgent)).toBe(side);
  });
});
