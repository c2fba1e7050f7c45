import { NO_AGENT } from "#core/blank-stamp.ts";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "#core/json.ts";
import { agentOf, userAgentOf } from "#ingest/agent.ts";

const CHROME =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";
const MAC_CHROME =
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";
const HEADLESS = CHROME.replace("Chrome/", "HeadlessChrome/");

const from = (
  userAgent: string | null,
  hints: { brands: string | null; mobile: string | null; platform: string | null } | null = null,
) => ({
  userAgent,
  hints,
});

describe("which user agent tells of an event", () => {
  it("is the event's own before the request's", () => {
    expect(userAgentOf({ userAgent: CHROME }, "client", from("curl/8"))).toBe(CHROME);
    expect(userAgentOf({ userAgent: "" }, "client", from(CHROME))).toBe(CHROME);
    expect(userAgentOf({ userAgent: 5 }, "client", from(CHROME))).toBe(CHROME);
  });

  it("is never a server's own", () => {
    expect(userAgentOf({}, "server", from("python-requests/2.32.3"))).toBeNull();
    expect(agentOf({}, "server", from("python-requests/2.32.3"))).toEqual(NO_AGENT);
    expect(agentOf({ userAgent: CHROME }, "server", from("analytics-node/6"))).toMatchObject({
      browser: "Chrome",
      os: "Windows",
      bot: null,
    });
  });

  it("is cut, and storable", () => {
    expect(userAgentOf({ userAgent: `a\0${"b".repeat(30_000)}` }, "client", from(null))).toBe(
      `a\u{fffd}${"b".repeat(998)}`,
    );
  });
});

describe("who is a bot", () => {
  it.each([
    ["a person's device, by the request", {}, "client", HEADLESS, "Headless"],
    ["a person's device, by the event", { userAgent: HEADLESS }, "client", CHROME, "Headless"],
    ["a script that claims to be a page", {}, "client", "curl/8.9.1", "curl/8.9.1"],
    ["unknown, by the event", { userAgent: HEADLESS }, "unknown", null, "Headless"],
    ["unknown, not by the request", {}, "unknown", "curl/8.9.1", null],
    ["a server, not by its request", {}, "server", "python-requests/2.32.3", null],
    ["a server, not by the event either", { userAgent: HEADLESS }, "server", null, null],
    ["an app, not by its HTTP library", { os: { name: "Android" } }, "client", "okhttp/4.12.0", null],
    ["a crawler that poses as an app's web view", { os: { name: "Android" } }, "client", HEADLESS, "Headless"],
  ] as const)("%s", (_, context, side, userAgent, bot) => {
    const agent = agentOf(context, side, from(userAgent));
    expect(agent.bot).toBe(bot);
    expect(agent.device === "bot").toBe(bot !== null);
  });

  it("goes by the brand of a headless Chrome that hides its user agent", () => {
    const brands = '"HeadlessChrome";v="131", "Chromium";v="131", "Not_A Brand";v="24"';
    expect(agentOf({}, "client", from(CHROME, { brands, mobile: "?0", platform: '"Windows"' }))).toMatchObject({
      browser: "Chrome",
      bot: "HeadlessChrome",
    });
  });

  it("keeps no more of a bot's name than recognises it", () => {
    expect(agentOf({ userAgent: "x".repeat(900) }, "client", from(null)).bot).toHaveLength(64);
  });
});

describe("client hints", () => {
  const said = (context: JsonObject) => agentOf(context, "client", from(CHROME));
  const brands = (...names: string[]) => ({ brands: names.map((brand) => ({ brand, version: "131" })) });

  it.each([
    [["Not:A-Brand", "Chromium"], "Chrome", "131.0.0.0"],
    [["Google Chrome", "Chromium", " Not A;Brand"], "Chrome", "131.0.0.0"],
    [["Brave", "Chromium", "Not)A;Brand"], "Brave", "131"],
    [["Not(A:Brand", "Google Chrome", "Vivaldi"], "Vivaldi", "131"],
    [["Microsoft Edge", "Chromium", "Not?A_Brand"], "Microsoft Edge", "131"],
    [["Opera GX", "Chromium", "Not/A)Brand"], "Opera", "131"],
    [["Chromium", "YaBrowser"], "Yandex Browser", "131"],
    [["Android WebView", "Chromium"], "Chrome", "131.0.0.0"],
  ])("%j is %s", (names, browser, browserVersion) => {
    expect(said({ userAgentData: brands(...names) })).toMatchObject({ browser, browserVersion });
    // RudderStack's name for the same thing.
    expect(said({ "ua-ch": brands(...names) })).toMatchObject({ browser, browserVersion });
    const header = names.map((name) => `"${name}";v="131"`).join(", ");
    expect(agentOf({}, "client", from(CHROME, { brands: header, mobile: "?0", platform: null }))).toMatchObject({
      browser,
      browserVersion,
    });
  });

  it("give whole versions where a script asked for them", () => {
    const userAgentData = {
      ...brands("Google Chrome"),
      fullVersionList: [{ brand: "Google Chrome", version: "131.0.6778.86" }],
      platform: "Windows",
      platformVersion: "15.0.0",
    };
    expect(said({ userAgentData })).toMatchObject({ browserVersion: "131.0.6778.86", os: "Windows", osVersion: "11" });
    expect(said({ userAgentData: { ...userAgentData, platformVersion: "13.0.0" } }).osVersion).toBe("11");
    expect(said({ userAgentData: { ...userAgentData, platformVersion: "12.0.0" } }).osVersion).toBe("10");
    expect(said({ userAgentData: { ...userAgentData, platformVersion: "0.3" } }).osVersion).toBe("10");
  });

  it("correct the Mac's frozen version, but not another system's", () => {
    const hints = (platform: string) => ({ userAgentData: { platform, platformVersion: "15.1.0" } });
    expect(agentOf(hints("macOS"), "client", from(MAC_CHROME)).osVersion).toBe("15.1");
    expect(agentOf(hints("Linux"), "client", from(MAC_CHROME)).osVersion).toBe("10.15.7");
  });

  it("leave a user agent alone that names its browser itself", () => {
    expect(
      agentOf({ userAgentData: brands("Google Chrome") }, "client", from(`${CHROME} Edg/131.0.2903.86`)),
    ).toMatchObject({
      browser: "Microsoft Edge",
      browserVersion: "131.0.2903.86",
    });
  });

  it("stand alone where there is no user agent", () => {
    const hints = { brands: '"Google Chrome";v="131"', mobile: "?1", platform: '"Android"' };
    expect(agentOf({}, "client", from(null, hints))).toMatchObject({
      browser: "Chrome",
      engine: "Blink",
      os: "Android",
      device: "mobile",
    });
  });

  it("of the headers don't speak for somebody else's user agent, or for a server", () => {
    const hints = { brands: '"Brave";v="131"', mobile: "?0", platform: '"Windows"' };
    expect(agentOf({ userAgent: MAC_CHROME }, "client", from(CHROME, hints))).toMatchObject({
      browser: "Chrome",
      os: "macOS",
    });
    expect(agentOf({}, "server", from(CHROME, hints))).toEqual(NO_AGENT);
  });

  it.each([[{ brands: "Chrome" }], [{ brands: [null, 5, { brand: 7 }] }], [[]], ["x"]])(
    "survive %j",
    (userAgentData) => {
      expect(said({ userAgentData })).toMatchObject({ browser: "Chrome", browserVersion: "131.0.0.0" });
    },
  );
});

describe("apps, which send no browser's user agent", () => {
  it.each([
    [
      "iPhone",
      { os: { name: "iOS", version: "18.1" }, device: { type: "ios", model: "iPhone15,2" } },
      ["iOS", "18.1", "mobile"],
    ],
    [
      "iPad",
      { os: { name: "iPadOS", version: "17.6" }, device: { type: "ios", model: "iPad13,4" } },
      ["iOS", "17.6", "tablet"],
    ],
    ["old iPhone", { os: { name: "iPhone OS", version: "9.3" } }, ["iOS", "9.3", "mobile"]],
    ["Apple TV", { os: { name: "tvOS", version: "18.0" }, device: { model: "AppleTV14,1" } }, ["tvOS", "18.0", "tv"]],
    [
      "phone",
      { os: { name: "Android", version: "14" }, screen: { width: 1080, height: 2400, density: 2.625 } },
      ["Android", "14", "mobile"],
    ],
    [
      "tablet",
      { os: { name: "Android", version: 13 }, screen: { width: 2560, height: 1600, density: 2 } },
      ["Android", "13", "tablet"],
    ],
    ["no system named", { device: { type: "android" } }, ["Android", null, "mobile"]],
    [
      "Flutter's own kinds",
      { os: { name: "macOS", version: "15.1" }, device: { type: "Desktop" } },
      ["macOS", "15.1", "desktop"],
    ],
    ["nonsense", { os: { name: 5, version: {} }, device: { type: "toaster" }, screen: "big" }, [null, null, null]],
  ])("%s", (_, context: JsonObject, [os, osVersion, device]) => {
    expect(agentOf(context, "client", from("okhttp/4.12.0"))).toEqual({ ...NO_AGENT, os, osVersion, device });
  });

  it("know their device better than Dalvik does", () => {
    const context = { os: { name: "Android", version: "13" }, screen: { width: 2560, height: 1600, density: 2 } };
    const dalvik = "Dalvik/2.1.0 (Linux; U; Android 13; SM-X706B Build/TP1A.220624.014)";
    expect(agentOf({ ...context, userAgent: dalvik }, "client", from(null))).toMatchObject({
      browser: null,
      device: "tablet",
      bot: null,
    });
  });
});

describe("hostile user agents", () => {
  it.each([
    ["30 KB", "Mozilla/5.0 ".padEnd(30_000, "(")],
    ["NULs", `Mozilla/5.0 (\0) Chrome/1.0`],
    ["a lone surrogate", "Mozilla/5.0 \ud800 Chrome/1.0"],
    ["digits without end", `Mozilla/5.0 (Macintosh; Intel Mac OS X ${"1".repeat(900)}x) Chrome/${"1_".repeat(200)}`],
    ["a repeated token", "Macintosh FxiOS Mobile ".repeat(1_000)],
    ["prototype names", "__proto__ constructor toString"],
  ])("%s", (_, userAgent) => {
    const started = performance.now();
    expect(() => agentOf({ userAgent }, "client", from(null))).not.toThrow();
    expect(performance.now() - started).toBeLessThan(500);
  });

  it("never throw, whatever the context holds", () => {
    const context = fc.dictionary(
      fc.constantFrom("userAgent", "userAgentData", "ua-ch", "os", "device", "screen", "__proto__"),
      fc.oneof(
        fc.jsonValue(),
        fc.string(),
        fc.dictionary(fc.constantFrom("name", "version", "type", "model", "brands", "platform"), fc.jsonValue()),
      ),
    );
    fc.assert(
      fc.property(
        context,
        fc.constantFrom("client", "server", "unknown"),
        fc.option(fc.string()),
        (json, side, userAgent) => {
          const wire: JsonObject = JSON.parse(JSON.stringify(json));
          const agent = agentOf(wire, side, from(userAgent));
          expect(agent.device === "bot").toBe(agent.bot !== null);
        },
      ),
    );
  });
});
