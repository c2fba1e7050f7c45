import { describe, expect, it } from "vitest";
import { NOWHERE } from "#core/blank-stamp.ts";
import { touchOf } from "#identity/touch.ts";
import { trackedEvent } from "../live/events.ts";

const RECEIVED_AT = Date.parse("2026-11-01T00:00:00Z");
const touch = (raw: Parameters<typeof trackedEvent>[0], request: Parameters<typeof trackedEvent>[1] = {}) =>
  touchOf(trackedEvent(raw, { receivedAt: RECEIVED_AT, ...request }));

describe("touchOf", () => {
  it("tells everything of a landing in one value", () => {
    const found = touch({
      type: "page",
      messageId: "m1",
      timestamp: "2026-10-31T12:00:00Z",
      context: {
        page: {
          url: "https://shop.example/shoes?utm_source=hn&utm_medium=social&gclid=g1",
          path: "/shoes",
          search: "?utm_source=hn&utm_medium=social&gclid=g1",
          referrer: "https://news.ycombinator.com/",
        },
        campaign: { source: "hn", medium: "social" },
      },
    });
    expect(found).toEqual({
      ts: Date.parse("2026-10-31T12:00:00Z"),
      messageId: "m1",
      touch: {
        referrer: "https://news.ycombinator.com/",
        referring_domain: "news.ycombinator.com",
        channel: expect.any(String),
        utm_source: "hn",
        utm_medium: "social",
        utm_campaign: null,
        utm_term: null,
        utm_content: null,
        click_ids: { gclid: "g1" },
        landing_page: "https://shop.example/shoes?utm_source=hn&utm_medium=social&gclid=g1",
        path: "/shoes",
        country: "UY",
        region: "Montevideo",
        city: "Montevideo",
        browser: "Chrome",
        os: "Linux",
        device: "desktop",
      },
    });
  });

  it("says null for what is missing", () => {
    const bare = touch({ type: "screen", name: "Home" }, { userAgent: null, place: NOWHERE });
    expect(bare?.touch).toMatchObject({
      referrer: null,
      utm_source: null,
      click_ids: null,
      landing_page: null,
      path: null,
    });
    expect(Object.keys(bare?.touch ?? {})).toHaveLength(17);
    expect(Object.values(bare?.touch ?? {})).not.toContain(undefined);
  });

  it("takes the page from the properties where the context has none", () => {
    const url = "https://shop.example/a";
    expect(touch({ type: "page", properties: { url, path: "/a" } })?.touch).toMatchObject({
      landing_page: url,
      path: "/a",
    });
    expect(touch({ type: "page", context: { page: { url: "" } }, properties: { url } })?.touch.landing_page).toBe(url);
    expect(touch({ type: "page", properties: { url: 7, path: ["/a"] } })?.touch).toMatchObject({
      landing_page: null,
      path: null,
    });
  });

  it("cuts an address that is too long, and cleans it", () => {
    const found = touch({ type: "page", properties: { url: `https://shop.example/\0${"x".repeat(9_000)}` } });
    expect(found?.touch.landing_page).toHaveLength(2_048);
    expect(found?.touch.landing_page).toContain("\u{fffd}");
  });

  it("is no later than its arrival", () => {
    expect(touch({ timestamp: "2026-12-01T00:00:00Z" })?.ts).toBe(RECEIVED_AT);
  });

  it.each([
    ["identify", { type: "identify", traits: { a: 1 } }],
    ["group", { type: "group", groupId: "g" }],
    ["alias", { type: "alias", userId: "u", previousId: "p" }],
    ["a server's", { type: "track", context: { library: { name: "analytics-node" } } }],
  ])("%s: none", (_, raw) => expect(touch(raw)).toBeNull());

  it("where the side can't be told it counts", () => {
    expect(touch({ type: "track" }, { origin: null, userAgent: null })).not.toBeNull();
  });
});
