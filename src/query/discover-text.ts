import { textOf } from "#core/comparison.ts";
import type { Json } from "#core/json.ts";

/** Does the text hold what was typed, in any case? Not left to SQLite, whose lower() knows only the letters of English. */
export const contains = (text: string, search: string): boolean => text.toLowerCase().includes(search.toLowerCase());

/** A value as a filter would write it, and how many of those looked at have it. */
export interface ValueFound {
  value: string;
  count: number;
}

/** The longest value that a filter takes. */
const MAX_VALUE = 1_000;

/** Counts values by their text, as `eq` compares them: 5 and "5" are one. */
export function countValues() {
  const counts = new Map<string, number>();
  return {
    add(value: Json | undefined, n = 1): void {
      if (value === null || value === undefined) return;
      const text = textOf(value);
      if (text !== "" && text.length <= MAX_VALUE) counts.set(text, (counts.get(text) ?? 0) + n);
    },
    /** The most frequent that hold `search`, ties by value. */
    top: (search: string, limit: number): ValueFound[] =>
      [...counts]
        .filter(([value]) => contains(value, search))
        .map(([value, count]) => ({ value, count }))
        .toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
        .slice(0, limit),
  };
}

/** What kind of value a property holds; mixed: several kinds. */
export const VALUE_TYPES = ["number", "text", "boolean", "list", "object", "mixed"] as const;
export type ValueType = (typeof VALUE_TYPES)[number];
export type OneType = Exclude<ValueType, "mixed">;

export function typeOf(value: Exclude<Json, null>): OneType {
  if (Array.isArray(value)) return "list";
  if (typeof value === "object") return "object";
  return typeof value === "string" ? "text" : typeof value === "number" ? "number" : "boolean";
}

/** Several kinds as one; null of none, where no value was met. */
export function typeOfAll(types: ReadonlySet<OneType>): ValueType | null {
  const [one] = types;
  return one === undefined ? null : types.size === 1 ? one : "mixed";
}
