import { Context, Liquid, LiquidError, type Template } from "liquidjs/dist/liquid.browser.mjs";
import type { JsonObject } from "#core/json.ts";
import { harmless, templateValues } from "./values.ts";

/** Characters of a template, parsed tags and outputs that are run, and characters and items that filters may make. */
const MAX_TEMPLATE = 100_000;
const MAX_STEPS = 20_000;
const MAX_MEMORY = 1_000_000;
const MAX_OUTPUT = 1_000_000;

/** A text, or why the template can't be used, in words for who wrote it. */
export type Rendered = { text: string } | { fault: string };

/** What reads other templates, takes an escape away, runs text as code, or comes out differently at another attempt. */
const TAGS_TAKEN = ["include", "render", "layout", "block"];
const FILTERS_TAKEN = "raw inspect sample where_exp reject_exp group_by_exp has_exp find_exp find_index_exp".split(" ");
/** Escaping is the channel's part, done to every output; twice would show. */
const FILTERS_OF_THE_CHANNEL = ["escape", "escape_once", "h", "xml_escape", "newline_to_br"];

/**
 * Liquid for one channel. `escape` gets every output's text before it is written; nothing in a template goes around it.
 */
export function createLiquid(escape: (text: string) => string): Liquid {
  const liquid = new Liquid({
    outputEscape(value) {
      const text = shown(value);
      // Captured outputs can be put out again and again, twice as long each time.
      this.context.memoryLimit.use(text.length);
      return escape(text);
    },
    ownPropertyOnly: true,
    strictFilters: true,
    strictVariables: false,
    relativeReference: false,
    dynamicPartials: false,
    parseLimit: MAX_TEMPLATE,
    memoryLimit: MAX_MEMORY,
    timezoneOffset: 0,
    locale: "en-US",
    templates: {},
  });
  for (const tag of TAGS_TAKEN) delete liquid.tags[tag];
  for (const filter of FILTERS_TAKEN) delete liquid.filters[filter];
  for (const filter of FILTERS_OF_THE_CHANNEL) liquid.registerFilter(filter, (value: unknown) => value);
  // Liquid's own counts what goes in, not what comes out.
  liquid.registerFilter("replace", function (value, pattern, by = "") {
    const [parts, put] = [shown(value).split(shown(pattern)), shown(by)];
    this.context.memoryLimit.use(parts.length * (put.length + 1));
    return parts.join(put);
  });
  return liquid;
}

/** A value as people read it: nothing for what is missing or an object, a list with commas. */
function shown(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return value.map((item) => shown(item)).join(", ");
  return "";
}

/** Why a template can't be parsed, or null. */
export function templateFault(liquid: Liquid, template: string): string | null {
  const parsed = parse(liquid, template);
  return "fault" in parsed ? parsed.fault : null;
}

/** The template filled in. Variables that don't exist are empty; what takes too long is a fault. */
export function fill(liquid: Liquid, template: string, variables: JsonObject, clean = harmless): Rendered {
  const parsed = parse(liquid, template);
  if ("fault" in parsed) return parsed;
  // A Worker's clock stands still while it computes, so Liquid's own limit by time would never come: steps are counted.
  let steps = 0;
  const renderLimit = {
    use: () => undefined,
    check() {
      if (++steps > MAX_STEPS) throw new RangeError("it does too much; a loop may run too often");
    },
  };
  try {
    const context = new Context(templateValues(variables, clean), liquid.options, { sync: true }, { renderLimit });
    const text = String(liquid.renderSync(parsed.templates, context));
    return text.length > MAX_OUTPUT ? { fault: "The text is longer than a megabyte." } : { text };
  } catch (error) {
    return faultOf(error);
  }
}

function parse(liquid: Liquid, template: string): { templates: Template[] } | { fault: string } {
  try {
    return { templates: liquid.parse(template) };
  } catch (error) {
    return faultOf(error);
  }
}

function faultOf(error: unknown): { fault: string } {
  if (!(error instanceof Error)) throw error;
  // Liquid's message goes on with an excerpt of the template.
  const [first = ""] = error.message.split("\n");
  const isLiquid = LiquidError.is(error) || error instanceof RangeError || error.name === "AssertionError";
  if (!isLiquid) throw error;
  return { fault: `The template can't be used: ${first.replace(/, file:.*?(?=, line|$)/, "").slice(0, 300)}` };
}
