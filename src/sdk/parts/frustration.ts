import type { Analytics } from "#sdk/api.ts";

const RAGE_CLICKS = 3;
const RAGE_WITHIN_MS = 1_000;
const RAGE_WITHIN_PX = 30;
/** How long a click may take to show anything. */
const DEAD_AFTER_MS = 2_500;

/** Clicks that tell of trouble: many in one place, and one on a control after which nothing happens. */
const { analytics } = document.currentScript as HTMLScriptElement & { analytics: Analytics };

const described = (element: Element): Record<string, unknown> => ({
  tag: element.localName,
  id: element.id || undefined,
  path: location.pathname,
});

let clicks: { at: number; x: number; y: number }[] = [];
document.addEventListener(
  "click",
  ({ target, clientX: x, clientY: y }) => {
    if (!(target instanceof Element) || target.closest("[data-no-track]")) return;
    const at = Date.now();
    clicks = clicks.filter(
      (click) => at - click.at < RAGE_WITHIN_MS && Math.hypot(click.x - x, click.y - y) < RAGE_WITHIN_PX,
    );
    clicks.push({ at, x, y });
    // Once a burst: the next click only makes it longer.
    if (clicks.length === RAGE_CLICKS) void analytics.track("Rage Clicked", described(target));

    const control = target.closest("a,button,summary,[role=button],input[type=submit]");
    if (control && clicks.length === 1) watchFor(control);
  },
  true,
);

/** Alive is what changes the page, scrolls, moves the focus, or goes somewhere. */
function watchFor(control: Element): void {
  const before = location.href;
  const signs = ["scroll", "focusin", "input", "submit", "visibilitychange", "pagehide", "blur"];
  const observer = new MutationObserver(() => stop());
  const timer = setTimeout(() => {
    stop();
    if (location.href === before) void analytics.track("Dead Clicked", described(control));
  }, DEAD_AFTER_MS);
  function stop(): void {
    clearTimeout(timer);
    observer.disconnect();
    for (const sign of signs) removeEventListener(sign, stop, true);
  }
  observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  // The click's own focus comes before it.
  for (const sign of signs) addEventListener(sign, stop, true);
}
