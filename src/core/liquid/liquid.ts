import { Context, Liquid, LiquidError, type Template } from "liquidjs/dist/liquid.browser.mjs";

/** Parsed tags and outputs that are run, characters and items that filters may make, and characters of the text. */
const MAX_STEPS = 20_000;
const MAX_MEMORY = 1_000_000;
const MAX_OUTPUT = 1_000_000;

/** A text, or why the template can't be used, in words for who wrote it. */
export type Rendered = { text: string } | { fault: string };

type Filter = (this: { context: Context }, ...values: unknown[]) => unknown;

/** What a kind of template may use of Liquid, and how its values become text. */
export interface Dialect {
  /** Characters of a template. */
  maxTemplate: number;
  /** Never rendered: a template that names one has a fault. */
  tagsTaken: readonly string[];
  filtersTaken: readonly string[];
  /** In place of Liquid's. */
  filters?: Readonly<Record<string, Filter>>;
  /** An output's value as text. */
  shown: (value: unknown) => string;
  /** What is written in the place of that text; nothing in a template goes around it, once `raw` is taken. */
  escape?: (text: string) => string;
}

/** Liquid in one dialect. */
export interface Language {
  /** Why a text can't be used as a template, or null. */
  faultOf: (template: string) => string | null;
  /** The template filled in. Variables that don't exist are empty; what takes too long is a fault. */
  fill: (template: string, values: object) => Rendered;
}

/**
 * Liquid (https://shopify.github.io/liquid/) with the cost of a template counted: what it does is the same everywhere and at
 * each attempt, but for `'now' | date`. It reads no other templates and nothing that `values` inherit; a filter or tag that does
 * not exist is a fault.
 */
export function createLanguage(dialect: Dialect): Language {
  // Made when it is first needed: most starts of a Worker need none.
  let made: Liquid | undefined;
  const engine = () => (made ??= createEngine(dialect));
  return {
    faultOf(template) {
      const parsed = parse(engine(), template);
      return "fault" in parsed ? parsed.fault : null;
    },
    fill(template, values) {
      const parsed = parse(engine(), template);
      return "fault" in parsed ? parsed : render(engine(), parsed.templates, values);
    },
  };
}

function createEngine({ maxTemplate, tagsTaken, filtersTaken, filters = {}, shown, escape }: Dialect): Liquid {
  const liquid = new Liquid({
    outputEscape(value) {
      const text = shown(value);
      // Captured outputs can be put out again and again, twice as long each time.
      this.context.memoryLimit.use(text.length);
      return escape ? escape(text) : text;
    },
    ownPropertyOnly: true,
    strictFilters: true,
    strictVariables: false,
    relativeReference: false,
    dynamicPartials: false,
    parseLimit: maxTemplate,
    memoryLimit: MAX_MEMORY,
    timezoneOffset: 0,
    locale: "en-US",
    templates: {},
  });
  for (const tag of tagsTaken) delete liquid.tags[tag];
  for (const filter of filtersTaken) delete liquid.filters[filter];
  for (const [name, filter] of Object.entries(filters)) liquid.registerFilter(name, filter);
  return liquid;
}

function render(liquid: Liquid, templates: Template[], values: object): Rendered {
  // A Worker's clock stands still while it computes, so Liquid's own limit by time would never come: steps are counted.
  let steps = 0;
  const renderLimit = {
    use: () => undefined,
    check() {
      if (++steps > MAX_STEPS) throw new RangeError("it does too much; a loop may run too often");
    },
  };
  try {
    const context = new Context(values, liquid.options, { sync: true }, { renderLimit });
    const text = String(liquid.renderSync(templates, context));
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
