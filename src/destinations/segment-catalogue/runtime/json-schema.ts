/** The JSON Schema that Segment makes of an action's fields (actions-core, `fieldsToJsonSchema`): these keywords, no others. */
export interface JsonSchema {
  type?: TypeName | readonly TypeName[];
  const?: unknown;
  enum?: readonly unknown[];
  not?: JsonSchema;
  anyOf?: readonly JsonSchema[];
  allOf?: readonly JsonSchema[];
  if?: JsonSchema;
  then?: JsonSchema;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  format?: string;
  items?: JsonSchema;
  required?: readonly string[];
  properties?: Readonly<Record<string, JsonSchema>>;
  additionalProperties?: boolean;
}

export type TypeName = "string" | "number" | "integer" | "boolean" | "null" | "array" | "object";

/** What ajv reports of a value, with `verbose`; messages for people are made of it by @segment/ajv-human-errors. */
export interface SchemaError {
  instancePath: string;
  schemaPath: string;
  keyword: string;
  params: Record<string, unknown>;
  message: string;
  schema: unknown;
  parentSchema: JsonSchema;
  data: unknown;
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const typesOf = ({ type }: JsonSchema): readonly TypeName[] =>
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
