import { isObject, type Json } from "#core/json.ts";
import { PropertySchema } from "#core/tracking-plan.ts";

/** Keywords that say nothing of what is valid. */
const REMARKS = new Set(["$schema", "$id", "id", "$comment", "title", "examples", "default", "labels", "definitions"]);

/** Keywords that are taken as they are, where they are well formed. */
const TAKEN = [
  "type",
  "description",
  "enum",
  "pattern",
  "format",
  "minimum",
  "maximum",
  "minLength",
  "maxLength",
  "required",
  "additionalProperties",
] as const;

/**
 * Reads a JSON Schema that somebody else wrote as far as a plan goes. What a plan can't say is left out and noted in `leftOut`
 * with its place, so the rule is weaker than it was, never another one. Total.
 */
export function readSchema(given: unknown, place: string, leftOut: string[]): PropertySchema {
  if (!isObject(given)) {
    leftOut.push(`${place}: not an object`);
    return {};
  }
  const rule: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(given)) {
    if (value === undefined || REMARKS.has(keyword)) continue;
    const at = place === "" ? keyword : `${place}.${keyword}`;
    if (keyword === "properties" && isObject(value)) rule["properties"] = readProperties(value, at, leftOut);
    else if (keyword === "items" && isObject(value)) rule["items"] = readSchema(value, at, leftOut);
    else if (keyword === "const") take(rule, "enum", [value], at, leftOut);
    else if ((TAKEN as readonly string[]).includes(keyword)) take(rule, keyword, value, at, leftOut);
    else leftOut.push(at);
  }
  return rule;
}

function readProperties(given: Record<string, Json | undefined>, at: string, leftOut: string[]): object {
  const properties: Record<string, PropertySchema> = {};
  for (const [key, schema] of Object.entries(given)) {
    if (key === "" || key === "__proto__" || key.length > 255) leftOut.push(`${at}.${key.slice(0, 50)}`);
    else properties[key] = readSchema(schema, `${at}.${key}`, leftOut);
  }
  return properties;
}

function take(rule: Record<string, unknown>, keyword: string, value: unknown, at: string, leftOut: string[]): void {
  // An empty list of types or of required properties says nothing.
  if (Array.isArray(value) && value.length === 0) return;
  // A pattern that could take for ever, a format that is no date, an enum of objects.
  if (PropertySchema.safeParse({ [keyword]: value }).success) rule[keyword] = value;
  else leftOut.push(at);
}
