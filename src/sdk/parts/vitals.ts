import type { Analytics } from "#sdk/api.ts";

/** Layout shifts in one burst, ms: https://web.dev/articles/cls */
const GAP = 1_000;
const BURST = 5_000;

interface Shift extends PerformanceEntry {
  value: number;
  hadRecentInput: boolean;
}
interface Interaction extends PerformanceEntry {
  interactionId?: number;
}

/** The Core Web Vitals of a page, in one event when it is left: LCP, INP, FCP and TTFB in ms, CLS as it is. */
const { analytics } = document.currentScript as HTMLScriptElement & { analytics: Analytics };
const seen: Record<string, number> = {};
let burst: { value: number; start: number; end: number } | null = null;

function watch(type: string, each: (entry: never) => void): void {
  // A browser that doesn't know the type would throw.
  if (!PerformanceObserver.supportedEntryTypes.includes(type)) return;
  const options = { type, buffered: true, durationThreshold: 40 };
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => each(entry as never))).observe(options);
}

watch("largest-contentful-paint", ({ startTime }: PerformanceEntry) => (seen["lcp"] = Math.round(startTime)));
watch("paint", ({ name, startTime }: PerformanceEntry) => {
  if (name === "first-contentful-paint") seen["fcp"] = Math.round(startTime);
});
watch("navigation", ({ responseStart }: PerformanceNavigationTiming) => (seen["ttfb"] = Math.round(responseStart)));
// The slowest one; with very many interactions the metric's own definition lets the worst few go.
watch("event", ({ interactionId, duration }: Interaction) => {
  if (interactionId) seen["inp"] = Math.max(seen["inp"] ?? 0, duration);
});
watch("layout-shift", ({ value, hadRecentInput, startTime }: Shift) => {
  if (hadRecentInput) return;
  if (burst && startTime - burst.end < GAP && startTime - burst.start < BURST) {
    burst.value += value;
    burst.end = startTime;
  } else burst = { value, start: startTime, end: startTime };
  seen["cls"] = Math.max(seen["cls"] ?? 0, Math.round(burst.value * 1e4) / 1e4);
});

let isTold = false;
// Before the queue's own listener for it, which sends what waits.
addEventListener(
  "visibilitychange",
  () => {
    if (isTold || document.visibilityState !== "hidden") return;
    isTold = true;
    void analytics.track("Web Vitals", seen);
  },
  true,
);
