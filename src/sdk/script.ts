import type { Analytics, Settings } from "#sdk/api.ts";
import { start } from "#sdk/start.ts";

/** Calls that came before the library, as Segment's snippet and ours keep them. */
type Waiting = unknown[][] & { _loadOptions?: Settings; initialized?: boolean };
type Run = (...args: unknown[]) => unknown;

/** The build for a script tag: takes the place of the list of waiting calls and does what they say. */
const { dataset, src } = document.currentScript as HTMLScriptElement;
const globals = window as unknown as Record<string, Waiting | Analytics | undefined>;
const name = dataset["globalSegmentAnalyticsKey"] ?? "analytics";
const waiting = globals[name] as Waiting | undefined;
// BASE/KEY.js is ours, BASE/KEY/analytics.min.js Segment's.
const [base = "", key = ""] = src.split(/\/([^/]+?)(?:\/analytics\.min)?\.js(?!\/)/);
if (!waiting?.initialized) {
  const analytics = start(base, key, {
    // A tag alone does it all by itself; a page that calls us does what it wants to.
    ...(waiting ? waiting._loadOptions : { pageViews: true, autocapture: true }),
    ...(JSON.parse(dataset["options"] ?? "null") as Settings | null),
  });
  globals[name] = analytics;
  const run = ([method, ...args]: unknown[]): unknown =>
    (analytics as unknown as Record<string, Run>)[method as string]?.(...args);
  if (waiting) {
    // Middlewares, ids and listeners are set before anything is said.
    const rank = ([method]: unknown[]): number => +!/^(add|on|set)/.test(method as string);
    waiting.toSorted((a, b) => rank(a) - rank(b)).forEach(run);
    // Whoever keeps the old list calls us through it.
    waiting.push = run as () => number;
  }
}
