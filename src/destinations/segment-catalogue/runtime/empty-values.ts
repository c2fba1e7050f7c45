import type { JsonObject } from "#core/json.ts";
import { isRecord, type JsonSchema, typesOf } from "#core/json-schema.ts";

/**
 * A payload without what says nothing: nulls where a field takes none, empty texts where it takes no text, and directly in the
 * payload any empty text where `emptyTexts` is set. As actions-core does before it looks at a payload; unknown keys stay.
 */
export function withoutEmpty(payload: JsonObject, schema: JsonSchema, emptyTexts: boolean): JsonObject {
  const kept = cleaned(payload, schema) as JsonObject;
  if (!emptyTexts) return kept;
  return Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== ""));
}

function cleaned(value: unknown, schema: JsonSchema | undefined): unknown {
  if (!schema || (schema.type === undefined && schema.enum === undefined)) return value;
  if (Array.isArray(value)) {
    const { items } = schema;
    // An element that stays is kept as it is, with what is empty within it.
    return items ? value.filter((item) => cleaned(item, items) !== undefined) : value;
  }
  if (isRecord(value)) {
    const { properties } = schema;
    if (!properties) return value;
    const entries = Object.entries(value).map(([key, inner]) => [key, cleaned(inner, properties[key])] as const);
    return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined));
  }
  const types = typesOf(schema);
  if (value === null && !types.includes("null")) return undefined;
  return value === "" && !types.includes("string") ? undefined : value;
}
