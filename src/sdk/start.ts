import type { Analytics, Settings } from "#sdk/api.ts";
import { createAnalytics } from "#sdk/analytics.ts";

/** The library at work: `base` is where its files are and its events go, without a slash at the end. */
export function start(base: string, writeKey: string, settings: Settings): Analytics {
  let calls: unknown[] | undefined;
  const later = (...call: unknown[]): void => {
    if (!calls)
      // Only who wants it pays for it. It finds all this at document.currentScript.
      document.head.append(
        Object.assign(document.createElement("script"), {
          src: `${base}/auto.js`,
          analytics,
          settings,
          base,
          calls: (calls = []),
        }),
      );
    calls.push(call);
  };
  const analytics = createAnalytics(`${base}/k`, writeKey, settings, later);
  const { pageViews, autocapture, parts } = settings;
  if (pageViews) void analytics.page();
  if (pageViews || autocapture || parts || /ajs_/.test(location.search)) later();
  return analytics;
}
