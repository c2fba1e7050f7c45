import type { Json, JsonObject } from "#core/json.ts";
import { isObject } from "#core/json.ts";
import type { Evidence, PropertySchema } from "#core/tracking-plan.ts";
import { DATE_TESTS } from "#tracking-plan/date-formats.ts";

/** Fewer events than this prove nothing of what is always there. */
const ENOUGH = 20;
/** A property is one of a few values where there are so few of them, each seen so often, and short enough to be a word. */
const MAX_VALUES = 10;
const LEAST_REPEATS = 5;
const MAX_WORD = 40;
/** Objects in objects that are looked into. */
const MAX_DEPTH = 3;
const MAX_PROPERTIES = 100;

/**
 * Proposes what these objects (properties, or traits, of one event) have in common, and says what it goes by. Total: nothing
 * looked at makes an empty rule. A proposal is never stricter than what was seen.
 */
export function infer(objects: readonly JsonObject[]): { schema: PropertySchema; evidence: Evidence } {
  const evidence: Evidence = { looked: objects.length, properties: {} };
  return { schema: objectRule(objects, "", 1, evidence), evidence };
}

function objectRule(objects: readonly JsonObject[], within: string, depth: number, evidence: Evidence): PropertySchema {
  const values = new Map<string, Json[]>();
  for (const object of objects) {
    for (const [key, value] of Object.entries(object)) {
      if (value === undefined || key === "" || key.length > 255 || key === "__proto__") continue;
      const seen = values.get(key);
      if (seen) seen.push(value);
      else if (values.size < MAX_PROPERTIES) values.set(key, [value]);
    }
  }
  const properties: Record<string, PropertySchema> = {};
  const required: string[] = [];
  for (const [key, seen] of [...values].toSorted(([, a], [, b]) => b.length - a.length)) {
    const path = within === "" ? key : `${within}.${key}`;
    const texts = seen.filter((value) => typeof value === "string");
    evidence.properties[path] = {
      share: seen.length / objects.length,
      values: texts.length === seen.length ? new Set(texts).size : null,
    };
    properties[key] = valueRule(seen, path, depth, evidence);
    if (seen.length === objects.length && objects.length >= ENOUGH) required.push(key);
  }
  return { type: "object", properties, ...(required.length > 0 ? { required } : {}) };
}

function valueRule(values: readonly Json[], path: string, depth: number, evidence: Evidence): PropertySchema {
  const types = new Set(values.map(typeOf));
  if (types.has("number")) types.delete("integer");
  const rule: PropertySchema = {};
  const [only] = types;
  if (types.size === 1 && only) rule.type = only;
  else rule.type = [...types].toSorted();
  const texts = values.filter((value) => typeof value === "string");
  if (texts.length > 0) Object.assign(rule, textRule(texts, texts.length === values.length));
  const objects = values.filter(isObject);
  if (objects.length > 0 && depth < MAX_DEPTH)
    Object.assign(rule, { ...objectRule(objects, path, depth + 1, evidence), type: rule.type });
  const items = values.filter((value) => Array.isArray(value)).flat();
  if (items.length > 0 && depth < MAX_DEPTH) rule.items = valueRule(items, `${path}[]`, depth + 1, evidence);
  return rule;
}

function textRule(texts: readonly string[], isAll: boolean): PropertySchema {
  for (const format of ["date-time", "date"] as const) {
    if (texts.every((text) => DATE_TESTS[format](text))) return { format };
  }
  const words = new Set(texts);
  const isChoice =
    isAll &&
    words.size <= MAX_VALUES &&
    texts.length >= words.size * LEAST_REPEATS &&
    texts.length >= ENOUGH &&
    [...words].every((word) => word.length <= MAX_WORD && word !== "");
  return isChoice ? { enum: [...words].toSorted() } : {};
}

type SeenType = "string" | "number" | "integer" | "boolean" | "array" | "object" | "null";

function typeOf(value: Json): SeenType {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  if (typeof value === "object") return "object";
  return typeof value === "boolean" ? "boolean" : "string";
}
