/** JSON Schema as far as we read it: what Segment makes of an action's fields, and what a tracking plan says of properties. */
export interface JsonSchema {
  type?: TypeName | readonly TypeName[] | undefined;
  const?: unknown;
  enum?: readonly unknown[] | undefined;
  not?: JsonSchema;
  anyOf?: readonly JsonSchema[];
  allOf?: readonly JsonSchema[];
  if?: JsonSchema;
  then?: JsonSchema;
  minimum?: number | undefined;
  maximum?: number | undefined;
  minLength?: number | undefined;
  maxLength?: number | undefined;
  pattern?: string | undefined;
  format?: string | undefined;
  items?: JsonSchema | undefined;
  required?: readonly string[] | undefined;
  properties?: Readonly<Record<string, JsonSchema>> | undefined;
  additionalProperties?: boolean | undefined;
}

export type TypeName = "string" | "number" | "integer" | "boolean" | "null" | "array" | "object";

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const typesOf = ({ type }: Pick<JsonSchema, "type">): readonly TypeName[] =>
  type === undefined ? [] : typeof type === "string" ? [type] : type;

export function isOfType(type: TypeName, value: unknown): boolean {
  switch (type) {
    case "null":
      return value === null;
    case "array":
      return Array.isArray(value);
    case "object":
      return isRecord(value);
    case "number":
      return Number.isFinite(value);
    case "integer":
      return Number.isInteger(value);
    case "string":
    case "boolean":
      return typeof value === type;
  }
}

/** Equal as JSON; the order of keys does not count. */
export function isEqual(one: unknown, other: unknown): boolean {
  if (Object.is(one, other) || one === other) return true;
  if (Array.isArray(one)) {
    return (
      Array.isArray(other) && one.length === other.length && one.every((value, index) => isEqual(value, other[index]))
    );
  }
  if (!isRecord(one) || !isRecord(other)) return false;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && isEqual(one[key], other[key]))
  );
}
