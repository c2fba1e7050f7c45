import type { Analytics, Settings } from "#sdk/api.ts";
import { capture } from "#sdk/auto/capture.ts";
import { obey } from "#sdk/auto/link.ts";
import { countPageViews } from "#sdk/auto/page-views.ts";
import { whenever } from "#sdk/auto/whenever.ts";

/** What `start` leaves at the script that it adds for this part (src/sdk/start.ts). */
interface Handed {
  analytics: Analytics & Record<string, unknown>;
  settings: Settings;
  base: string;
  calls: [method?: string, args?: unknown[]][];
}

type Run = (...args: unknown[]) => unknown;

/** The part that works by itself: page views, clicks and forms, what a link says, and the methods that are rarely called. */
const { analytics, settings, base, calls } = document.currentScript as HTMLScriptElement & Handed;

analytics.trackClick = analytics.trackLink = whenever("click", analytics);
analytics.trackSubmit = analytics.trackForm = whenever("submit", analytics);
for (const [method = "", args = []] of calls) {
  const run = analytics[method] as Run | undefined;
  // debug, register and their like would only be noted again.
  if (method.startsWith("track")) run?.(...args);
}
if (settings.useQueryString !== false) obey(analytics);
if (settings.pageViews) countPageViews(analytics);
if (settings.autocapture) capture(analytics, settings.autocapture === true);
for (const part of settings.parts ?? [])
  document.head.append(Object.assign(document.createElement("script"), { src: `${base}/${part}.js`, analytics }));
