import { isObject, type Json, type JsonObject } from "#core/json.ts";
import { fillLiquid } from "#destinations/mapping-liquid.ts";
import { fill, valueAt } from "#destinations/mapping-path.ts";

interface Scope {
  event: Json;
  /** Computes what stands inside a directive, from this event or another value. */
  resolve: (mapping: Json | undefined, from?: Json) => Json | undefined;
  fail: (why: string) => never;
}
type Directive = (options: Json | undefined, scope: Scope) => Json | undefined;

/** A directive that takes an object of options. */
const withOptions =
  (run: (options: JsonObject, scope: Scope) => Json | undefined): Directive =>
  (options, scope) =>
    isObject(options) ? run(options, scope) : scope.fail("takes an object");

/** A directive that takes one text, itself perhaps computed. */
const withText =
  (run: (text: string, scope: Scope) => Json | undefined): Directive =>
  (options, scope) => {
    const text = scope.resolve(options);
    return typeof text === "string" ? run(text, scope) : scope.fail("takes a text");
  };

const isMissing = (value: Json | undefined): boolean => value === undefined || value === null;

/** Plain text stands for itself: a person's pattern is never a regular expression. */
const escaped = (text: string): string => text.replaceAll(/[-[\]{}()*+?.,\\^$|#\s]/g, String.raw`\$&`);

const MAX_PATTERN_LENGTH = 100;

/** The directives of Segment's mapping-kit, by name. */
export const DIRECTIVES: ReadonlyMap<string, Directive> = new Map<string, Directive>([
  ["@path", withText((path, { event }) => valueAt(event, path))],
  ["@template", withText((template, { event }) => fill(template, event))],
  [
    "@liquid",
    (template, { event, fail }) => {
      // Not computed: a template is written, and its faults said, when the mapping is saved.
      if (typeof template !== "string") return fail("takes a text");
      const filled = fillLiquid(template, event);
      return "fault" in filled ? fail(filled.fault) : filled.text;
    },
  ],
  ["@literal", (value) => value],
  [
    "@if",
    withOptions(({ exists, blank, then, else: otherwise }, { resolve, fail }) => {
      if (exists === undefined && blank === undefined) return fail('takes "exists" or "blank"');
      const value = resolve(exists ?? blank);
      const holds = !isMissing(value) && (exists !== undefined || value !== "");
      return resolve(holds ? then : otherwise);
    }),
  ],
  [
    "@case",
    withOptions(({ operator, value }, { resolve, fail }) => {
      const text = resolve(value);
      if (typeof text !== "string") return text;
      if (operator === "lower") return text.toLowerCase();
      return operator === "upper" ? text.toUpperCase() : fail('takes the operator "lower" or "upper"');
    }),
  ],
  ["@replace", withOptions(replace)],
  [
    "@arrayPath",
    (options, { event, resolve, fail }) => {
      if (!Array.isArray(options)) return fail("takes a list: a path, and the shape of an item");
      const [path, shape] = options;
      const found = typeof path === "string" ? valueAt(event, path) : resolve(path);
      if (typeof found !== "object" || found === null || !isObject(shape) || Object.keys(shape).length === 0)
        return found;
      return (Array.isArray(found) ? found : [found]).map((item) => resolve(shape, item) ?? null);
    },
  ],
  [
    "@json",
    withOptions(({ mode, value }, { resolve, fail }) => {
      const found = resolve(value);
      if (found === undefined) return undefined;
      if (mode === "encode") return JSON.stringify(found);
      if (mode !== "decode") return fail('takes the mode "encode" or "decode"');
      return typeof found === "string" ? parsed(found, fail) : found;
    }),
  ],
  [
    "@flatten",
    withOptions(({ value, separator, omitArrays }, { resolve, fail }) => {
      const found = resolve(value);
      if (typeof separator !== "string") return fail('takes a "separator"');
      return typeof found === "object" && found !== null ? flattened(found, separator, omitArrays === true) : found;
    }),
  ],
  [
    "@merge",
    withOptions(({ objects, direction }, { resolve, fail }) => {
      if (!Array.isArray(objects)) return fail('takes "objects", a list');
      const found = objects.map((object) => resolve(object)).filter((object) => isObject(object));
      return Object.assign({}, ...(direction === "left" ? found.toReversed() : found)) as JsonObject;
    }),
  ],
  [
    "@transform",
    withOptions(({ apply, mapping }, { resolve, fail }) => {
      if (!isObject(apply) || mapping === undefined) return fail('takes "apply", an object, and "mapping"');
      return resolve(mapping, resolve(apply) ?? {});
    }),
  ],
  ["@excludeWhenNull", (value, { resolve }) => resolve(value) ?? undefined],
]);

function replace(options: JsonObject, { resolve, fail }: Scope): Json | undefined {
  const found = resolve(options["value"]);
  if (typeof found !== "string" && typeof found !== "number" && typeof found !== "boolean") return undefined;
  const flags = `${options["global"] === false ? "" : "g"}${options["ignorecase"] === true ? "i" : ""}`;
  let text = String(found);
  for (const suffix of ["", "2"]) {
    const pattern = options[`pattern${suffix}`];
    const replacement = options[`replacement${suffix}`] ?? "";
    if (suffix !== "" && pattern === undefined) break;
    if (typeof pattern !== "string" || pattern === "" || pattern.length > MAX_PATTERN_LENGTH) {
      return fail(`takes a "pattern" of 1 to ${MAX_PATTERN_LENGTH} characters`);
    }
    if (typeof replacement !== "string") return fail('takes a text as "replacement"');
    text = text.replace(new RegExp(escaped(pattern), flags), () => replacement);
  }
  return text;
}

function parsed(text: string, fail: (why: string) => never): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    return error instanceof SyntaxError ? fail("the value is not JSON") : fail(String(error));
  }
}

function flattened(value: Json[] | JsonObject, separator: string, omitArrays: boolean): JsonObject {
  const flat: [string, Json | undefined][] = [];
  const visit = (inner: Json | undefined, path: string): void => {
    const isBranch = isObject(inner) || (Array.isArray(inner) && !omitArrays);
    if (!isBranch) flat.push([path, inner]);
    else for (const [key, child] of Object.entries(inner)) visit(child, path === "" ? key : path + separator + key);
  };
  for (const [key, child] of Object.entries(value)) visit(child, key);
  return Object.fromEntries(flat);
}
