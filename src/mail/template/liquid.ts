import type { JsonObject } from "#core/json.ts";
import { createLanguage, type Language, type Rendered } from "#core/liquid/liquid.ts";
import { harmless, templateValues } from "./values.ts";

const MAX_TEMPLATE = 100_000;

/** What reads other templates, takes an escape away, runs text as code, or comes out differently at another attempt. */
const TAGS_TAKEN = ["include", "render", "layout", "block"];
const FILTERS_TAKEN = "raw inspect sample where_exp reject_exp group_by_exp has_exp find_exp find_index_exp".split(" ");
/** Escaping is the channel's part, done to every output; twice would show. */
const FILTERS_OF_THE_CHANNEL = ["escape", "escape_once", "h", "xml_escape", "newline_to_br"];

/**
 * Liquid for one channel. `escape` gets every output's text before it is written; nothing in a template goes around it.
 */
export const createLiquid = (escape: (text: string) => string): Language =>
  createLanguage({
    maxTemplate: MAX_TEMPLATE,
    tagsTaken: TAGS_TAKEN,
    filtersTaken: FILTERS_TAKEN,
    filters: {
      ...Object.fromEntries(FILTERS_OF_THE_CHANNEL.map((name) => [name, (value: unknown) => value])),
      // Liquid's own reads a list without its commas.
      replace(value, pattern, by = "") {
        const [parts, put] = [shown(value).split(shown(pattern)), shown(by)];
        this.context.memoryLimit.use(parts.length * (put.length + 1));
        return parts.join(put);
      },
    },
    shown,
    escape,
  });

/** A value as people read it: nothing for what is missing or an object, a list with commas. */
function shown(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return value.map((item) => shown(item)).join(", ");
  return "";
}

/** The template filled in with variables that can do no harm. */
export const fill = (liquid: Language, template: string, variables: JsonObject, clean = harmless): Rendered =>
  liquid.fill(template, templateValues(variables, clean));
