import type { SyntheticEvent } from "./events.ts";

const PLATFORMS = [
  "Windows NT 10.0; Win64; x64",
  "Macintosh; Intel Mac OS X 10_15_7",
  "X11; Linux x86_64",
  "Linux; Android 10; K",
  "X11; CrOS x86_64 14541.0.0",
];

/** Sixty user agents: twelve versions of Chrome on five platforms. A cache of parsed agents must hold them all to be of use. */
export const USER_AGENTS: readonly string[] = Array.from({ length: 60 }, (_, n) => {
  const platform = PLATFORMS[n % PLATFORMS.length] ?? "";
  const mobile = platform.includes("Android") ? " Mobile" : "";
  return `Mozilla/5.0 (${platform}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${130 + Math.floor(n / 5)}.0.0.0${mobile} Safari/537.36`;
});

export const userAgentOf = (event: SyntheticEvent): string => USER_AGENTS[event.device % USER_AGENTS.length] ?? "";

/** A track call as analytics.js sends it, context and all: 1,245 bytes on average. `bare` leaves the context out, as a simple server client would. */
export function trackCall(event: SyntheticEvent, shape: "browser" | "bare") {
  const time = new Date(event.timestamp).toISOString();
  const call = {
    type: "track",
    event: event.name,
    messageId: event.messageId,
    timestamp: time,
    anonymousId: event.anonymousId,
    ...(event.userId === undefined ? {} : { userId: event.userId }),
    properties: event.properties,
  };
  if (shape === "bare") return call;
  const url = String(event.properties["url"]);
  return {
    ...call,
    context: {
      page: {
        path: new URL(url).pathname,
        referrer: "https://www.google.com/",
        search: "",
        title: `${event.name} | Shop`,
        url,
      },
      userAgent: userAgentOf(event),
      userAgentData: {
        brands: [
          { brand: "Chromium", version: "141" },
          { brand: "Google Chrome", version: "141" },
        ],
        mobile: false,
        platform: "Windows",
      },
      locale: "en-US",
      library: { name: "analytics.js", version: "npm:next-1.84.3" },
      timezone: "America/Montevideo",
    },
    integrations: {},
  };
}
