import { isObject, type Json } from "#core/json.ts";
import { createLanguage, type Rendered } from "#core/liquid/liquid.ts";

/** As at Segment. */
const MAX_TEMPLATE = 1_000;
const TAGS_TAKEN = "case for include layout render tablerow".split(" ");
const FILTERS_TAKEN = (
  "array_to_sentence_string concat find find_exp find_index find_index_exp group_by group_by_exp has has_exp map " +
  "newline_to_br reject reject_exp reverse sort sort_natural uniq where_exp type"
).split(" ");

/** Liquid in a mapping: what Segment's mapping-kit has, less what makes something else of an event each time. */
const liquid = createLanguage({
  maxTemplate: MAX_TEMPLATE,
  // A block is nothing without a layout.
  tagsTaken: [...TAGS_TAKEN, "block"],
  filtersTaken: [...FILTERS_TAKEN, "sample"],
  // Nothing is escaped here, and Liquid's own goes around what counts the text.
  filters: { raw: (value) => value },
  shown,
});

/** A value as Liquid itself writes it: a list without commas. */
function shown(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return value.map((item) => shown(item)).join("");
  if (typeof value !== "object" || value === null) return "";
  // `nil`, `empty` and `blank` are objects of Liquid's own.
  const inner: unknown = typeof value.valueOf === "function" ? value.valueOf() : value;
  return inner === value ? "[object Object]" : shown(inner);
}

const tooLong = { fault: `It may have ${MAX_TEMPLATE} characters.` };

/** Why a text can't be a template of a mapping, or null. */
export function liquidFault(template: Json | undefined): string | null {
  if (typeof template !== "string") return "takes a text";
  return template.length > MAX_TEMPLATE ? tooLong.fault : liquid.faultOf(template);
}

/** The template filled in from an event, or from what an item of a list or a `@transform` puts in its place. */
export const fillLiquid = (template: string, from: Json): Rendered =>
  // A copy, as `increment` writes into what it is given.
  template.length > MAX_TEMPLATE ? tooLong : liquid.fill(template, isObject(from) ? { ...from } : {});
