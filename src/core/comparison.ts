import * as z from "zod";
import type { Json } from "#core/json.ts";
import { compilePattern, patternDanger } from "#core/pattern.ts";

/** How a property can be compared. `eq` is meant where none is named. */
export const OPERATORS = [
  "eq",
  "neq",
  "contains",
  "not_contains",
  "regex",
  "not_regex",
  "gt",
  "gte",
  "lt",
  "lte",
  "is_set",
  "is_not_set",
  "date_before",
  "date_after",
] as const;
export type Operator = (typeof OPERATORS)[number];
export const Operator = z.enum(OPERATORS, { error: `The operators are ${OPERATORS.join(", ")}.` });

const MAX_LIST = 100;

const Scalar = z.union([z.string().max(1_000), z.number(), z.boolean()], {
  error: "A value is a text of up to 1,000 characters, a number, true or false, or a list of those.",
});

/** What a property is compared with; a list means any of. */
export const Wanted = z.union([Scalar, z.array(Scalar).min(1).max(MAX_LIST)]);
export type Wanted = z.infer<typeof Wanted>;

/** What is wrong with comparing by `op` to `value`, and what to write instead; null where nothing is. */
export function comparisonFault(op: Operator, value: Wanted | undefined): string | null {
  if (op === "is_set" || op === "is_not_set") return value === undefined ? null : `${op} takes no value.`;
  if (value === undefined) return `${op} needs a value to compare with.`;
  const wanted = [value].flat();
  if (op === "regex" || op === "not_regex") {
    return wanted.map((pattern) => patternDanger(String(pattern))).find((danger) => danger !== null) ?? null;
  }
  if (op === "date_before" || op === "date_after") {
    return wanted.some((date) => Number.isNaN(instantOf(date)))
      ? `${op} needs a date: 2026-03-01 or 2026-03-01T08:00:00Z.`
      : null;
  }
  if (op === "gt" || op === "gte" || op === "lt" || op === "lte") {
    return wanted.some((number) => Number.isNaN(numberOf(number))) ? `${op} needs a number.` : null;
  }
  return null;
}

export type Present = Exclude<Json, null>;

/**
 * The comparison as a function of a property's value, null where it is missing. `eq` compares as text, so 5 equals "5";
 * what is missing (or null) passes only the negative operators.
 */
export function compileComparison(op: Operator, value: Wanted | undefined): (value: Json) => boolean {
  const wanted = [value ?? []].flat();
  const present = (passes: (value: Present) => boolean) => (value: Json) => value !== null && passes(value);
  const absentOr = (passes: (value: Present) => boolean) => (value: Json) => value === null || passes(value);
  const texts = wanted.map(String);
  switch (op) {
    case "eq":
    case "neq": {
      const set = new Set(texts);
      return op === "eq" ? present((value) => set.has(textOf(value))) : absentOr((value) => !set.has(textOf(value)));
    }
    case "contains":
    case "not_contains": {
      const parts = texts.map((text) => text.toLowerCase());
      const has = (value: Present) => {
        const text = textOf(value).toLowerCase();
        return parts.some((part) => text.includes(part));
      };
      return op === "contains" ? present(has) : absentOr((value) => !has(value));
    }
    case "regex":
    case "not_regex": {
      const patterns = texts.map(compilePattern);
      const valid = patterns.filter((pattern) => pattern !== null);
      const has = (value: Present) => valid.some((pattern) => pattern(textOf(value)));
      if (op === "regex") return present(has);
      // An invalid pattern matches nobody, so its negation must not match everybody.
      return valid.length < patterns.length ? () => false : absentOr((value) => !has(value));
    }
    case "gt":
    case "gte":
    case "lt":
    case "lte":
      return present(anyOf(wanted.map(numberOf), numberOf, ORDER[op]));
    case "date_before":
      return present(anyOf(wanted.map(instantOf), instantOf, ORDER.lt));
    case "date_after":
      return present(anyOf(wanted.map(instantOf), instantOf, ORDER.gt));
    case "is_set":
      return (value) => value !== null;
    case "is_not_set":
      return (value) => value === null;
  }
}

/** NaN, which stands for "no number" and "no date", is never in any order. */
const ORDER = {
  gt: (have: number, want: number) => have > want,
  gte: (have: number, want: number) => have >= want,
  lt: (have: number, want: number) => have < want,
  lte: (have: number, want: number) => have <= want,
};

const anyOf =
  (wanted: number[], read: (value: Present) => number, inOrder: (have: number, want: number) => boolean) =>
  (value: Present): boolean => {
    const have = read(value);
    return wanted.some((want) => inOrder(have, want));
  };

/** A value as it is compared and shown: text as it is, lists and objects as JSON. */
export const textOf = (value: Present): string => (typeof value === "object" ? JSON.stringify(value) : String(value));

/** The number a value is or says; NaN where it says none. */
export function numberOf(value: Json): number {
  if (typeof value === "number") return value;
  if (typeof value !== "string" || value.trim() === "") return Number.NaN;
  const number = Number(value);
  return Number.isFinite(number) ? number : Number.NaN;
}

/**
 * The instant (ms) a text names, NaN where it names none. Dates begin with year and month (`Date.parse` alone would take
 * "5" for a day in 2001); a time without an offset is UTC, wherever this runs.
 */
export function instantOf(value: Present): number {
  if (typeof value !== "string" || !/^\d{4}-\d{2}/.test(value)) return Number.NaN;
  return Date.parse(/[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/.test(value) ? `${value.replace(" ", "T")}Z` : value);
}
