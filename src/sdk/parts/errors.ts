import type { Analytics } from "#sdk/api.ts";

/** A page that throws in a loop would otherwise fill its visitor's month. */
const MOST = 10;
const LONGEST = 500;

/** Exceptions that nobody caught, and promises that nobody waited for: what they say and where, once each. */
const { analytics } = document.currentScript as HTMLScriptElement & { analytics: Analytics };
const told = new Set<string>();

function tell(message: string, source: string, line: number | undefined): void {
  const key = `${message} ${source} ${line}`;
  if (told.has(key) || told.size >= MOST) return;
  told.add(key);
  void analytics.track("Error Shown", {
    message: message.slice(0, LONGEST),
    // A query may hold what a visitor typed.
    source: source.replace(/[?#].*/, ""),
    line,
    path: location.pathname,
  });
}

addEventListener("error", ({ message, filename, lineno }) => {
  if (message) tell(message, filename, lineno);
});
addEventListener("unhandledrejection", ({ reason }) => {
  tell(reason instanceof Error ? reason.message : String(reason), "", undefined);
});
