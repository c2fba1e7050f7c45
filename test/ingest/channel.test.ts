import { describe, expect, it } from "vitest";
import { originOf } from "#ingest/origin.ts";
import { siteKindOf } from "#ingest/referrer-sites.ts";

const channel = (search: string, referrer = "") =>
  originOf({ page: { url: "https://acme.test/", referrer, search } }, {}).channel;

describe("the channel of a link's tags", () => {
  it.each([
    ["paid, on a search engine", "?utm_source=google&utm_medium=cpc", "paid search"],
    ["paid, on a social network", "?utm_source=facebook&utm_medium=cpc", "paid social"],
    ["paid, by the medium's own words", "?utm_source=acme&utm_medium=paid-social", "paid social"],
    ["paid, by the medium's own words", "?utm_source=acme&utm_medium=paidsearch", "paid search"],
    ["a click price without a known site", "?utm_source=acme&utm_medium=ppc", "paid search"],
    ["paid, nobody knows by whom", "?utm_source=acme&utm_medium=paid", "other"],
    ["paid, known by its click id", "?utm_medium=paid&ttclid=1", "paid social"],
    ["in any case", "?utm_source=Google&utm_medium=CPC", "paid search"],
    ["display", "?utm_source=google&utm_medium=display", "display"],
    ["priced by views", "?utm_medium=cpm", "display"],
    ["affiliate", "?utm_source=blog&utm_medium=affiliate", "affiliate"],
    ["e-mail", "?utm_source=mailchimp&utm_medium=email", "email"],
    ["e-mail, otherwise spelt", "?utm_medium=e-mail", "email"],
    ["newsletter as source", "?utm_source=newsletter", "email"],
    ["social", "?utm_source=buffer&utm_medium=social", "social"],
    ["organic", "?utm_source=google&utm_medium=organic", "search"],
    ["ChatGPT tags its links", "?utm_source=chatgpt.com", "ai"],
    ["a known source alone", "?utm_source=linkedin", "social"],
    ["a known site as source", "?utm_source=www.reddit.com", "social"],
    ["a source that nobody knows", "?utm_source=flyer&utm_medium=print", "other"],
    ["a campaign alone", "?utm_campaign=spring", "other"],
    ["referral, said so", "?utm_source=partner&utm_medium=referral", "referral"],
  ])("%s: %s", (_, search, expected) => expect(channel(search)).toBe(expected));
});

describe("the channel of a click id", () => {
  it.each([
    ["?gclid=1", "https://www.google.com/", "paid search"],
    ["?gclid=1", "", "paid search"],
    ["?gclid=1&utm_medium=email", "", "paid search"],
    ["?wbraid=1", "", "paid search"],
    ["?msclkid=1", "https://www.bing.com/", "paid search"],
    ["?yclid=1", "https://yandex.ru/", "paid search"],
    ["?dclid=1", "", "display"],
    ["?ttclid=1", "https://www.tiktok.com/", "paid social"],
    ["?twclid=1", "https://t.co/x", "paid social"],
    ["?li_fat_id=1", "", "paid social"],
    ["?irclickid=1", "https://coupons.test/", "affiliate"],
    ["?gclid=1&utm_medium=display", "", "display"],
    // Facebook adds it to every link, so it proves no payment.
    ["?fbclid=1", "https://l.facebook.com/", "social"],
    ["?fbclid=1", "", "social"],
    ["?fbclid=1&utm_medium=email", "", "email"],
    ["?fbclid=1&utm_source=facebook&utm_medium=paid", "", "paid social"],
    ["?mc_eid=1", "", "email"],
  ])("%s from %j is %s", (search, referrer, expected) => expect(channel(search, referrer)).toBe(expected));
});

describe("the channel of a referring site", () => {
  it.each([
    ["https://www.google.com/", "search"],
    ["https://www.google.co.uk/", "search"],
    ["https://google.com.br/search?q=x", "search"],
    ["https://www.bing.com/search", "search"],
    ["https://duckduckgo.com/", "search"],
    ["https://search.brave.com/", "search"],
    ["https://yandex.com.tr/search", "search"],
    ["https://fr.search.yahoo.com/", "search"],
    ["https://www.yahoo.com/", "search"],
    ["https://m.baidu.com/", "search"],
    ["android-app://com.google.android.googlequicksearchbox/", "search"],
    ["https://docs.google.com/document", "referral"],
    ["https://news.yahoo.com/", "referral"],
    ["https://google.evil.test/", "referral"],
    ["https://notgoogle.com/", "referral"],
    ["https://l.facebook.com/", "social"],
    ["https://lm.facebook.com/", "social"],
    ["https://t.co/abc", "social"],
    ["https://x.com/", "social"],
    ["https://netflix.com/", "referral"],
    ["https://out.reddit.com/", "social"],
    ["https://www.pinterest.de/", "social"],
    ["https://news.ycombinator.com/", "social"],
    ["https://m.youtube.com/", "social"],
    ["https://go.bsky.app/", "social"],
    ["android-app://com.linkedin.android/", "social"],
    ["https://mail.google.com/", "email"],
    ["https://mail.yahoo.com/", "email"],
    ["https://outlook.live.com/", "email"],
    ["https://webmail.acme-partner.test/", "email"],
    ["https://deref-gmx.net/", "email"],
    ["android-app://com.google.android.gm/", "email"],
    ["https://chatgpt.com/", "ai"],
    ["https://chat.openai.com/", "ai"],
    ["https://www.perplexity.ai/", "ai"],
    ["https://gemini.google.com/", "ai"],
    ["https://copilot.microsoft.com/", "ai"],
    ["https://claude.ai/", "ai"],
    ["https://blog.example.org/", "referral"],
    ["", "direct"],
    ["https://acme.test/before", "internal"],
  ])("%s is %s", (referrer, expected) => expect(channel("", referrer)).toBe(expected));

  it("tells when the tags don't", () =>
    expect(channel("?utm_campaign=spring", "https://www.google.com/")).toBe("search"));
});

it("knows a site by its own name or a subdomain's, never by a part of a name", () => {
  expect(siteKindOf("facebook.com")).toBe("social");
  expect(siteKindOf("a.b.facebook.com")).toBe("social");
  expect(siteKindOf("myfacebook.com")).toBeNull();
  expect(siteKindOf("facebook.com.evil.test")).toBeNull();
  expect(siteKindOf("com")).toBeNull();
});
