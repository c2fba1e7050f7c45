import { isObject, type Json, type JsonObject } from "#core/json.ts";

/** Bounds of what a template may see: a person's traits come from outside, and every loop runs over them. */
const MAX_TEXT = 10_000;
const MAX_ITEMS = 200;
const MAX_DEPTH = 8;

/**
 * Characters that turn the direction of the text around them, and so can make one address look like another
 * (Unicode TR 36, 2.6), and the private ones that mark values on their way through Markdown.
 */
// eslint-disable-next-line no-misleading-character-class
const TURNING = /[\u202a-\u202e\u2066-\u2069\ue000-\ue003]/g;
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/** A text without control characters (but tab and line breaks) and without those that turn its direction. */
export const harmless = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/\r\n?|[\u2028\u2029]/g, "\n")
    .replaceAll(CONTROL, "")
    .replaceAll(TURNING, "");

/** The same on one line. */
export const onOneLine = (text: string): string => harmless(text).replaceAll(/\s+/g, " ").trim();

/**
 * A copy of the variables that a template can't do harm with: no prototypes, texts and lists cut, nothing too deep, and
 * nothing that is not JSON. `clean` gets every text.
 */
export const templateValues = (values: JsonObject, clean: Clean): JsonObject => copyObject(values, clean, 0);

type Clean = (text: string) => string;

function copy(value: Json | undefined, clean: Clean, depth: number): Json | undefined {
  if (typeof value === "string") return clean(value).slice(0, MAX_TEXT);
  if (typeof value !== "object" || value === null) return typeof value === "function" ? undefined : value;
  if (depth >= MAX_DEPTH) return undefined;
  if (isObject(value)) return copyObject(value, clean, depth + 1);
  return value.slice(0, MAX_ITEMS).map((item) => copy(item, clean, depth + 1) ?? null);
}

function copyObject(object: JsonObject, clean: Clean, depth: number): JsonObject {
  const made = Object.create(null) as JsonObject;
  for (const [key, value] of Object.entries(object).slice(0, MAX_ITEMS)) {
    // Liquid's own words for a list or object, and JavaScript's: never a trait's.
    if (key === "__proto__" || key === "toLiquid" || key === "liquidMethodMissing") continue;
    made[key] = copy(value, clean, depth);
  }
  return made;
}
