import type { Analytics } from "#sdk/api.ts";
import { pageContext } from "#sdk/page-context.ts";

/** A page call at each new address that a script gives the page, and when the browser brings the page back as it was. */
export function countPageViews(analytics: Analytics): void {
  const address = (): string => location.href.replace(/#.*/, "");
  let shown = address();
  const count = (referrer: string): void =>
    void analytics.page({ referrer }, { context: { page: { ...pageContext(), referrer } } });
  const look = (): void => {
    if (address() === shown) return;
    // The browser would have said so, had it fetched the page.
    const referrer = shown;
    shown = address();
    // Frameworks set the title a moment after the address.
    setTimeout(() => count(referrer));
  };
  for (const change of ["pushState", "replaceState"] as const) {
    const native = history[change];
    history[change] = (...given) => {
      native.apply(history, given);
      look();
    };
  }
  addEventListener("popstate", look);
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) count(document.referrer);
  });
}
