import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "#core/json.ts";
import { originOf } from "#ingest/origin.ts";

const page = (url: string, referrer = "", search = ""): JsonObject => ({ page: { url, referrer, search } });

describe("the referrer", () => {
  it.each([
    ["https://www.google.com/", "google.com"],
    ["HTTPS://News.Example.CO.UK/path?x=1", "news.example.co.uk"],
    ["//example.org/x", "example.org"],
    ["http://localhost:3000/a", "localhost"],
    ["https://user:secret@example.org:8443/", "example.org"],
    ["http://[2001:db8::1]:80/x", "[2001:db8::1]"],
    ["android-app://com.google.android.gm/", "com.google.android.gm"],
    ["https://example.org?no=path", "example.org"],
    ["about:blank", null],
    ["just words", null],
    ["https://", null],
    ["http:///path", null],
    [`https://${"a".repeat(300)}.com/`, null],
  ])("%s comes from %s", (referrer, referringDomain) => {
    expect(originOf(page("https://shop.test/", referrer), {})).toMatchObject({ referrer, referringDomain });
  });

  it("is the page's, else the properties', else the context's own", () => {
    const properties = { referrer: "https://b.test/" };
    const context = { referrer: { url: "https://c.test/", type: "dataxu" } };
    expect(originOf({ ...context, ...page("https://a.test/", "https://p.test/") }, properties).referringDomain).toBe(
      "p.test",
    );
    expect(originOf(context, properties).referringDomain).toBe("b.test");
    expect(originOf({ ...context, ...page("https://a.test/", "") }, {}).referringDomain).toBe("c.test");
  });

  it.each(["", "$direct", 5, null, {}])("%j is none", (referrer) => {
    expect(originOf({ page: { url: "https://a.test/", referrer } }, {})).toMatchObject({
      referrer: null,
      referringDomain: null,
      channel: "direct",
    });
  });

  it("is cut where it is longer than addresses get", () => {
    expect(originOf(page("https://a.test/", `https://b.test/${"x".repeat(5_000)}`), {}).referrer).toHaveLength(2_048);
  });
});

describe("the site itself as referrer", () => {
  it.each([
    ["https://acme.test/a", "https://acme.test/b"],
    ["https://www.acme.test/a", "https://acme.test/b"],
    ["https://app.acme.test/", "https://www.acme.test/"],
    ["https://acme.test/", "https://blog.acme.test/"],
  ])("%s from %s is internal", (url, referrer) => {
    expect(originOf(page(url, referrer), {})).toMatchObject({ referrer, referringDomain: null, channel: "internal" });
  });

  it.each([
    ["https://notacme.test/", "https://acme.test/", "acme.test"],
    ["https://blog.acme.test/", "https://shop.acme.test/", "shop.acme.test"],
  ])("%s from %s is a referral", (url, referrer, referringDomain) => {
    expect(originOf(page(url, referrer), {})).toMatchObject({ referringDomain, channel: "referral" });
  });

  it("does not hide a search that leads to a page on the engine's own site builder", () => {
    expect(originOf(page("https://sites.google.com/view/x", "https://www.google.com/"), {}).channel).toBe("search");
  });

  it("does not hide a campaign", () => {
    expect(originOf(page("https://acme.test/", "https://acme.test/", "?utm_medium=email"), {}).channel).toBe("email");
  });
});

describe("the campaign", () => {
  const tags = {
    utmSource: "news",
    utmMedium: "email",
    utmCampaign: "spring sale",
    utmTerm: "shoes",
    utmContent: "top",
  };

  it("is what the client read: its `name` was utm_campaign", () => {
    const campaign = {
      name: "spring sale",
      source: "news",
      medium: "email",
      term: "shoes",
      content: "top",
      x: "kept in context",
    };
    expect(originOf({ campaign }, {})).toMatchObject({ ...tags, channel: "email" });
  });

  const query = "?utm_source=news&utm_medium=email&utm_campaign=spring%20sale&utm_term=shoes&utm_content=top";
  it.each<[string, JsonObject, JsonObject]>([
    ["the page's search", page("https://a.test/", "", query), {}],
    ["the page's address", page(`https://a.test/x${query}#top`), {}],
    ["the properties' search", {}, { search: query }],
    ["the properties' address", {}, { url: `https://a.test/${query}` }],
  ])("is read from %s", (_, context, properties) => {
    expect(originOf(context, properties)).toMatchObject(tags);
  });

  it("comes from the address bar before the canonical address", () => {
    const context = page("https://a.test/?utm_source=canonical", "", "?utm_source=bar");
    expect(originOf(context, {}).utmSource).toBe("bar");
    expect(originOf({ ...context, campaign: { source: "client" } }, {}).utmSource).toBe("client");
  });

  it("fills what the client left out", () => {
    const context = {
      campaign: { source: "client", medium: "" },
      ...page("https://a.test/", "", "?utm_medium=cpc&utm_source=x"),
    };
    expect(originOf(context, {})).toMatchObject({ utmSource: "client", utmMedium: "cpc" });
  });

  it("is not what somebody searched for, or an address without a query", () => {
    expect(originOf({}, { search: "utm_source=shoes", url: "not a url" })).toMatchObject({
      utmSource: null,
      channel: null,
    });
  });

  it.each([
    ["?utm_source=a+b%26c", "a b&c"],
    ["?UTM_Source=Case", "Case"],
    ["?utm_source=first&utm_source=second", "first"],
    ["?utm_source=%E0%A4%A", "\u{fffd}%A"],
    ["?utm_source=a%00b", "a\u{fffd}b"],
    ["?utm_source=", null],
    [`?utm_source=${"x".repeat(500)}`, "x".repeat(256)],
    [`?${"a=1&".repeat(5_000)}utm_source=too-late`, null],
  ])("%s", (search, utmSource) => {
    expect(originOf(page("https://a.test/", "", search), {}).utmSource).toBe(utmSource);
  });
});

describe("click ids", () => {
  it("are kept by the names of their parameters, in lower case", () => {
    const search = "?gclid=G1&fbclid=F1&ScCid=S1&li_fat_id=L1&other=x";
    expect(originOf(page("https://a.test/", "", search), {}).clickIds).toEqual({
      gclid: "G1",
      fbclid: "F1",
      sccid: "S1",
      li_fat_id: "L1",
    });
  });

  it.each([
    "gclid",
    "gbraid",
    "wbraid",
    "dclid",
    "fbclid",
    "msclkid",
    "ttclid",
    "twclid",
    "li_fat_id",
    "epik",
    "rdt_cid",
    "ScCid",
    "irclickid",
    "yclid",
    "qclid",
    "tblci",
    "obclid",
    "awc",
    "cjevent",
    "mc_eid",
  ])("%s is one", (name) => {
    expect(originOf(page(`https://a.test/?${name}=abc`), {}).clickIds).toEqual({ [name.toLowerCase()]: "abc" });
  });

  it("are cut, twenty at most, and none is a prototype's", () => {
    const search = `?gclid=${"x".repeat(999)}&__proto__=1&constructor=1`;
    const { clickIds } = originOf(page("https://a.test/", "", search), {});
    expect(clickIds).toEqual({ gclid: "x".repeat(256) });
  });
});

describe("an event of no page", () => {
  it.each<[JsonObject, JsonObject]>([
    [{}, {}],
    [{ library: { name: "analytics-node" }, ip: "203.0.113.9" }, { url: "https://cdn.test/video.mp4" }],
    [{ campaign: {} }, {}],
    [{ page: "home" }, {}],
  ])("has no channel: %j", (context, properties) => expect(originOf(context, properties).channel).toBeNull());
});

it("never throws, whatever is where an address should be", () => {
  const any = fc.oneof(fc.webUrl({ withQueryParameters: true }), fc.string(), fc.jsonValue());
  fc.assert(
    fc.property(any, any, any, any, (url, referrer, search, campaign) => {
      const wire: JsonObject = JSON.parse(JSON.stringify({ page: { url, referrer, search }, campaign, referrer }));
      const origin = originOf(wire, wire);
      expect(Object.keys(origin.clickIds).length).toBeLessThanOrEqual(20);
      expect(origin.referringDomain === null || origin.referrer !== null).toBe(true);
    }),
  );
});
