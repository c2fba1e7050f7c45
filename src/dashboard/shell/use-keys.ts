import { useEffect } from "react";
import { useLocation } from "wouter";
import { useSearch } from "#dashboard/report/search.ts";
import { objectIn, searchWith } from "#dashboard/report/report-url.ts";
import { addressOfScreen, SCREENS } from "#dashboard/shell/screens.ts";

/** `d` and one of these sets a report's range. */
export const RANGE_KEYS: Record<string, { value: number; unit: "day" | "month"; name: string }> = {
  "1": { value: 1, unit: "day", name: "today" },
  "7": { value: 7, unit: "day", name: "the last 7 days" },
  "3": { value: 30, unit: "day", name: "the last 30 days" },
  "9": { value: 90, unit: "day", name: "the last 90 days" },
};

const SECOND_KEY_WITHIN_MS = 1_500;

/** Keys that work everywhere but where somebody types: `g` and a letter, `d` and a digit, `?`, `/`, Ctrl-K. */
export function useKeys({ help, palette }: { help: () => void; palette: () => void }): void {
  const [path, navigate] = useLocation();
  const search = useSearch();
  useEffect(() => {
    let first: { key: string; at: number } | null = null;
    const pressed = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        return palette();
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const before = first !== null && Date.now() - first.at < SECOND_KEY_WITHIN_MS ? first.key : null;
      first = null;
      if (before === "g") {
        const screen = SCREENS.find(({ letter }) => letter === event.key);
        if (screen) return navigate(addressOfScreen(screen, search));
      }
      const range = before === "d" ? RANGE_KEYS[event.key] : undefined;
      if (range) {
        const next = withRange(search, range);
        return next === null ? undefined : navigate(path + next);
      }
      if (event.key === "?") return help();
      if (event.key === "/") {
        event.preventDefault();
        return palette();
      }
      if (event.key === "g" || event.key === "d") first = { key: event.key, at: Date.now() };
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, [help, navigate, palette, path, search]);
}

function withRange(search: string, { value, unit }: { value: number; unit: string }): string | null {
  const asked = objectIn(new URLSearchParams(search).get("q"));
  if (asked === null || asked["kind"] === "cohort") return null;
  const { from: _, to: __, ...question } = asked;
  return searchWith(search, { q: JSON.stringify({ ...question, range: { last: { value, unit } } }), people: null });
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.role === "combobox")
  );
}
