import { describe, expect, it } from "vitest";
import { readUserAgent } from "#ingest/user-agent.ts";

const read = (userAgent: string) => {
  const { browser, browserVersion, os, osVersion, device, botMark } = readUserAgent(userAgent);
  return [browser, browserVersion, os, osVersion, device, botMark];
};

const KHTML = "AppleWebKit/537.36 (KHTML, like Gecko)";
const SAFARI = "AppleWebKit/605.1.15 (KHTML, like Gecko)";
const WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)";
const MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)";
const iphone = (os: string) => `Mozilla/5.0 (iPhone; CPU iPhone OS ${os} like Mac OS X)`;

/** user agent, then browser, version, system, version, device, bot mark */
const PEOPLE: [string, (string | null)[]][] = [
  [`${WINDOWS} ${KHTML} Chrome/131.0.0.0 Safari/537.36`, ["Chrome", "131.0.0.0", "Windows", "10", "desktop", null]],
  [
    `${WINDOWS} ${KHTML} Chrome/131.0.0.0 Safari/537.36 Edg/131.0.2903.86`,
    ["Microsoft Edge", "131.0.2903.86", "Windows", "10", "desktop", null],
  ],
  [
    `${WINDOWS} ${KHTML} Chrome/130.0.0.0 Safari/537.36 OPR/115.0.0.0`,
    ["Opera", "115.0.0.0", "Windows", "10", "desktop", null],
  ],
  [
    `${WINDOWS.replace(")", "; rv:133.0)")} Gecko/20100101 Firefox/133.0`,
    ["Firefox", "133.0", "Windows", "10", "desktop", null],
  ],
  [
    "Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko",
    ["Internet Explorer", "11.0", "Windows", "7", "desktop", null],
  ],
  [`${MAC} ${SAFARI} Version/18.1 Safari/605.1.15`, ["Safari", "18.1", "macOS", "10.15.7", "desktop", null]],
  [
    "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0",
    ["Firefox", "132.0", "Linux", null, "desktop", null],
  ],
  [
    `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${KHTML} Chrome/131.0.0.0 Safari/537.36`,
    ["Chrome", "131.0.0.0", "Chrome OS", null, "desktop", null],
  ],
  [
    `Mozilla/5.0 (Linux; Android 10; K) ${KHTML} Chrome/131.0.0.0 Mobile Safari/537.36`,
    ["Chrome", "131.0.0.0", "Android", "10", "mobile", null],
  ],
  [
    `Mozilla/5.0 (Linux; Android 10; K) ${KHTML} Chrome/131.0.0.0 Safari/537.36`,
    ["Chrome", "131.0.0.0", "Android", "10", "tablet", null],
  ],
  [
    `Mozilla/5.0 (Linux; Android 14; SAMSUNG SM-S921B) ${KHTML} SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36`,
    ["Samsung Internet for Android", "27.0", "Android", "14", "mobile", null],
  ],
  [
    "Mozilla/5.0 (Android 14; Mobile; rv:133.0) Gecko/133.0 Firefox/133.0",
    ["Firefox", "133.0", "Android", "14", "mobile", null],
  ],
  [
    `${iphone("18_1_1")} ${SAFARI} Version/18.1.1 Mobile/15E148 Safari/604.1`,
    ["Safari", "18.1.1", "iOS", "18.1.1", "mobile", null],
  ],
  [
    `${iphone("18_1")} ${SAFARI} CriOS/131.0.6778.73 Mobile/15E148 Safari/604.1`,
    ["Chrome", "131.0.6778.73", "iOS", "18.1", "mobile", null],
  ],
  [
    `${iphone("18_1")} ${SAFARI} Version/18.1 Mobile/15E148 Safari/604.1 Ddg/18.1`,
    ["DuckDuckGo", "18.1", "iOS", "18.1", "mobile", null],
  ],
  [
    `Mozilla/5.0 (Linux; Android 11; KFTRWI) ${KHTML} Silk/126.5.1 like Chrome/126.0.6478.186 Safari/537.36`,
    ["Amazon Silk", "126.5.1", "Android", "11", "tablet", null],
  ],
  [
    "Opera/9.80 (Android; Opera Mini/36.2.2254/119.132; U; id) Presto/2.12.423 Version/12.16",
    ["Opera", "12.16", "Android", null, "mobile", null],
  ],
  [
    `${WINDOWS} ${KHTML} Slack/4.41.105 Chrome/130.0.6723.137 Electron/33.2.0 Safari/537.36`,
    ["Electron", "33.2.0", "Windows", "10", "desktop", null],
  ],
];

const IPADS: [string, (string | null)[]][] = [
  [
    `Mozilla/5.0 (iPad; CPU OS 17_6_1 like Mac OS X) ${SAFARI} Version/17.6 Mobile/15E148 Safari/604.1`,
    ["Safari", "17.6", "iOS", "17.6.1", "tablet", null],
  ],
  [`${MAC} ${SAFARI} CriOS/131 Version/11.1.1 Safari/605.1.15`, ["Chrome", "131", "iOS", null, "tablet", null]],
  [`${MAC} ${SAFARI} FxiOS/133.0 Safari/605.1.15`, ["Firefox", "133.0", "iOS", null, "tablet", null]],
  [`${MAC} ${SAFARI} Mobile/15E148`, ["Safari", null, "iOS", null, "tablet", null]],
];

const IN_APPS: [string, (string | null)[]][] = [
  [
    `${iphone("17_5_1")} ${SAFARI} Mobile/21F90 Instagram 342.0.0.27.88 (iPhone14,5; iOS 17_5_1; en_US; en; scale=3.00; 1170x2532; 619461564; IABMV/1)`,
    ["Safari", null, "iOS", "17.5.1", "mobile", null],
  ],
  [
    `${iphone("17_4_1")} ${SAFARI} Mobile/21E236 [FBAN/FBIOS;FBAV/466.0.0.42.77;FBBV/605000000;FBDV/iPhone14,2;FBMD/iPhone;FBSN/iOS;FBSV/17.4.1;FBSS/3;FBID/phone;FBLC/en_US;FBOP/5]`,
    ["Safari", null, "iOS", "17.4.1", "mobile", null],
  ],
  [
    `Mozilla/5.0 (Linux; Android 13; SM-A536B Build/TP1A.220624.014; wv) ${KHTML} Version/4.0 Chrome/125.0.6422.165 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/467.0.0.45.80;]`,
    ["Chrome", "125.0.6422.165", "Android", "13", "mobile", null],
  ],
  [
    `Mozilla/5.0 (Linux; Android 13; 2201116SG Build/TKQ1.221114.001; wv) ${KHTML} Version/4.0 Chrome/126.0.6478.122 Mobile Safari/537.36 trill_350103 JsSdk/1.0 NetType/WIFI Channel/googleplay AppName/musical_ly app_version/35.1.3`,
    ["Chrome", "126.0.6478.122", "Android", "13", "mobile", null],
  ],
  [
    `Mozilla/5.0 (Linux; Android 12; M2102J20SG) ${KHTML} Version/4.0 Chrome/111 Mobile Safari/537.36 XWEB/1110017 MicroMessenger/8.0.33.2320(0x28002151) WeChat/arm64`,
    ["WeChat", "8.0.33.2320", "Android", "12", "mobile", null],
  ],
  [
    `${iphone("17_6")} ${SAFARI} GSA/329.0.664 Mobile/15E148 Safari/604.1`,
    ["Google Search", "329.0.664", "iOS", "17.6", "mobile", null],
  ],
  // Bowser takes every user agent with "yahoo" in it for Yahoo's crawler.
  [
    `${iphone("16_6")} ${SAFARI} Mobile/15E148 YJApp-IOS jp.co.yahoo.ipn.appli/4.68.1`,
    ["Safari", null, "iOS", "16.6", "mobile", null],
  ],
];

const TELEVISIONS: [string, (string | null)[]][] = [
  [
    `Mozilla/5.0 (SMART-TV; Linux; Tizen 6.0) ${KHTML} SamsungBrowser/4.0 Chrome/76.0.3809.146 TV Safari/537.36`,
    ["Samsung Internet for Android", "4.0", "Tizen", "6.0", "tv", null],
  ],
  [
    `Mozilla/5.0 (Web0S; Linux/SmartTV) ${KHTML} Chrome/94.0.4606.128 Safari/537.36 WebAppManager`,
    ["WebOS Browser", null, "WebOS", null, "tv", null],
  ],
  [
    `Mozilla/5.0 (Linux; Android 9; BRAVIA 4K UR2 Build/PTT1.190515.001.S52; wv) ${KHTML} Version/4.0 Chrome/114.0.5735.196 Safari/537.36`,
    ["Chrome", "114.0.5735.196", "Android", "9", "tv", null],
  ],
  [
    `Mozilla/5.0 (Linux; Android 7.1.2; AFTMM Build/NS6297; wv) ${KHTML} Version/4.0 Chrome/108.0.5359.160 Mobile Safari/537.36`,
    ["Chrome", "108.0.5359.160", "Android", "7.1.2", "tv", null],
  ],
  [
    `Mozilla/5.0 (X11; Linux armv7l) ${KHTML} Chrome/90.0.4430.225 Safari/537.36 CrKey/1.56.500000`,
    ["Chrome", "90.0.4430.225", "Linux", null, "tv", null],
  ],
  [
    "Mozilla/5.0 (PlayStation; PlayStation 5/6.00) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.4 Safari/605.1.15",
    ["Safari", "15.4", null, null, "tv", null],
  ],
  ["Roku/DVP-12.0 (12.0.0.4182-88)", [null, null, "Roku", "12.0", "tv", null]],
];

const BOTS: [string, string][] = [
  [`Mozilla/5.0 (X11; Linux x86_64) ${KHTML} HeadlessChrome/156.0.0.0 Safari/537.36`, "Headless"],
  ["Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "Google"],
  [
    `Mozilla/5.0 ${KHTML.replace(")", "; compatible; Googlebot/2.1; +http://www.google.com/bot.html)")} Chrome/131.0.6778.69 Safari/537.36`,
    "Google",
  ],
  [
    `Mozilla/5.0 ${KHTML.replace(")", "; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)")} Chrome/116.0.1938.76 Safari/537.36`,
    "bot",
  ],
  [`Mozilla/5.0 ${KHTML.replace(")", "; compatible; GPTBot/1.2; +https://openai.com/gptbot)")}`, "Bot"],
  ["Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)", "Bot"],
  ["facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)", "facebook"],
  [`Mozilla/5.0 (X11; Linux x86_64) ${KHTML} Chrome/124.0.0.0 Safari/537.36 Chrome-Lighthouse`, "Chrome-Lighthouse"],
  ["curl/8.9.1", "curl/8.9.1"],
  ["python-requests/2.32.3", "python-requests/2.32.3"],
];

describe("readUserAgent", () => {
  it.each(PEOPLE)("browsers: %s", (userAgent, said) => expect(read(userAgent)).toEqual(said));
  it.each(IPADS)("iPads, also where they pose as a Mac: %s", (userAgent, said) =>
    expect(read(userAgent)).toEqual(said),
  );
  it.each(IN_APPS)("in-app browsers are people: %s", (userAgent, said) => expect(read(userAgent)).toEqual(said));
  it.each(TELEVISIONS)("televisions: %s", (userAgent, said) => expect(read(userAgent)).toEqual(said));
  it.each(BOTS)("bots: %s", (userAgent, mark) => expect(readUserAgent(userAgent).botMark).toBe(mark));

  it("reads no browser and no device out of an HTTP library's name", () => {
    expect(read("okhttp/4.12.0").slice(0, 5)).toEqual([null, null, null, null, null]);
    expect(read("Dalvik/2.1.0 (Linux; U; Android 14; Pixel 8 Build/UQ1A.240205.004)")).toEqual([
      null,
      null,
      "Android",
      "14",
      "mobile",
      null,
    ]);
    expect(read("MyApp/42 CFNetwork/1494.0.7 Darwin/23.4.0")).toEqual([null, null, null, null, null, null]);
  });

  it("knows the engines", () => {
    expect(readUserAgent(`${WINDOWS} ${KHTML} Chrome/131.0.0.0 Safari/537.36`).engine).toBe("Blink");
    expect(readUserAgent(`${MAC} ${SAFARI} Version/18.1 Safari/605.1.15`).engine).toBe("WebKit");
    expect(readUserAgent("Mozilla/5.0 (Android 14; Mobile; rv:133.0) Gecko/133.0 Firefox/133.0").engine).toBe("Gecko");
  });

  it("remembers what was asked lately, and nothing that was cut", () => {
    const [lately, cut] = ["Mozilla/5.0 (asked lately)", "Mozilla/5.0 ".padEnd(1_000, "x")];
    const first = readUserAgent(lately);
    expect(readUserAgent(lately)).toBe(first);
    expect(readUserAgent(cut)).not.toBe(readUserAgent(cut));
    for (let other = 0; other < 2_000; other++) readUserAgent(`Mozilla/5.0 (${other})`);
    expect(readUserAgent(lately)).not.toBe(first);
    expect(readUserAgent(lately)).toEqual(first);
  });
});
