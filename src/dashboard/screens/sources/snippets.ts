import { curlLine, snippet } from "#dashboard/api/first-lines.ts";

/** One way to send events: what to paste, and where. */
export interface Snippet {
  title: string;
  /** Where it goes, or what it needs first. */
  where: string;
  code: string;
}
export interface Way {
  id: "html" | "npm" | "react" | "server" | "curl";
  name: string;
  parts: Snippet[];
}

const json = JSON.stringify;

/** Every way to install a source, with its real address and key; the first fits its kind best. */
export function waysOf(kind: "public" | "secret", host: string, key: string): Way[] {
  const anywhere = [onServer(host, key), curl(host, key)];
  // A secret key in a page would be secret no more.
  return kind === "secret" ? anywhere : [html(host, key), npm(host, key), react(host, key), ...anywhere];
}

const html = (host: string, key: string): Way => ({
  id: "html",
  name: "HTML",
  parts: [
    {
      title: "The snippet",
      where: "Paste it into the <head> of every page. It counts page views by itself.",
      code: snippet(host, key),
    },
    {
      title: "Say what people do",
      where: "Wherever something happens that you want to know about.",
      code: `analytics.track("Signed Up", { plan: "free" });\nanalytics.identify("user-123", { email: "ada@example.com" });`,
    },
  ],
});

const npm = (host: string, key: string): Way => ({
  id: "npm",
  name: "npm",
  parts: [
    { title: "Install", where: "Once, in a terminal.", code: "npm install @segment/analytics-next" },
    {
      title: "Load it",
      where: "Once, where your app starts.",
      code: `import { AnalyticsBrowser } from "@segment/analytics-next";

export const analytics = AnalyticsBrowser.load({
  writeKey: ${json(key)},
  cdnURL: ${json(host)},
});
analytics.page();`,
    },
    {
      title: "Say what people do",
      where: "Wherever something happens that you want to know about.",
      code: `analytics.track("Signed Up", { plan: "free" });\nanalytics.identify("user-123", { email: "ada@example.com" });`,
    },
  ],
});

const react = (host: string, key: string): Way => ({
  id: "react",
  name: "React",
  parts: [
    { title: "Install", where: "Once, in a terminal.", code: "npm install @segment/analytics-next" },
    {
      title: "analytics.ts",
      where: "A file of its own, so that every component uses the same one.",
      code: `import { AnalyticsBrowser } from "@segment/analytics-next";

export const analytics = AnalyticsBrowser.load({
  writeKey: ${json(key)},
  cdnURL: ${json(host)},
});`,
    },
    {
      title: "Page views",
      where: "In the component around all pages; give it the path of your router.",
      code: `import { useEffect } from "react";
import { analytics } from "./analytics";

export function usePageViews(path: string) {
  useEffect(() => {
    void analytics.page();
  }, [path]);
}`,
    },
    {
      title: "Say what people do",
      where: "In any component.",
      code: `<button onClick={() => void analytics.track("Signed Up", { plan: "free" })}>Sign up</button>`,
    },
  ],
});

const onServer = (host: string, key: string): Way => ({
  id: "server",
  name: "Server",
  parts: [
    { title: "Node: install", where: "Once, in a terminal.", code: "npm install @segment/analytics-node" },
    {
      title: "Node: send",
      where: "Keep one for the whole program, and close it before the program ends.",
      code: `import { Analytics } from "@segment/analytics-node";

const analytics = new Analytics({ writeKey: ${json(key)}, host: ${json(host)} });
analytics.track({ userId: "user-123", event: "Order Completed", properties: { revenue: 49.9 } });
await analytics.closeAndFlush();`,
    },
    {
      title: "Other languages",
      where: "Segment's and RudderStack's libraries work unchanged: give them this address and this key. In Python:",
      code: `analytics.write_key, analytics.host = ${json(key)}, ${json(host)}`,
    },
  ],
});

const curl = (host: string, key: string): Way => ({
  id: "curl",
  name: "curl",
  parts: [{ title: "One event", where: "In a terminal, to see that it works.", code: curlLine(host, key) }],
});

/** The script in a snippet, as a browser hashes it for a content security policy. */
export const inlineScriptOf = (code: string): string => /<script>([\s\S]*?)<\/script>/.exec(code)?.[1] ?? "";

/** What a site's content security policy has to allow. `hash`: base64 SHA-256 of the inline script, null without one. */
export const policyLine = (host: string, hash: string | null): string =>
  `script-src 'self' ${host}${hash === null ? "" : ` 'sha256-${hash}'`}; connect-src 'self' ${host}`;
