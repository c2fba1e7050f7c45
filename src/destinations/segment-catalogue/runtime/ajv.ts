import { coerced } from "./coercion.ts";
import type { SchemaError } from "./schema-error.ts";
import { isEqual, isOfType, isRecord, type JsonSchema, typesOf } from "#core/json-schema.ts";

/**
 * Takes the place of `ajv` in the built catalogue. workerd forbids code made at run time, and that is what ajv is; this reads
 * the schema instead, with the same verdicts, the same changes to the payload and the same errors in the same order as
 * `new Ajv({ coerceTypes: "array", allErrors: true, allowUnionTypes: true, verbose: true, removeAdditional: true })`
 * (test/destinations/segment-ajv.test.ts compares the two).
 */
export default class Ajv {
  readonly #formats = new Map<string, Format>();
  readonly #compiled = new Map<string, Validate>();

  addFormat(name: string, format: Format): this {
    this.#formats.set(name, format);
    return this;
  }
  addSchema(schema: JsonSchema, key: string): this {
    this.#compiled.set(key, this.compile(schema));
    return this;
  }
  getSchema(key: string): Validate | undefined {
    return this.#compiled.get(key);
  }
  compile(schema: JsonSchema): Validate {
    const validate: Validate = (data) => {
      const errors: SchemaError[] = [];
      visit({ schema, path: "", errors, formats: this.#formats }, data, null);
      validate.errors = errors.length === 0 ? null : errors;
      return errors.length === 0;
    };
    validate.errors = null;
    return validate;
  }
}

export interface Validate {
  (data: unknown): boolean;
  errors: SchemaError[] | null;
}

type Check = RegExp | ((value: never) => boolean);
export type Format = true | Check | { type?: "string" | "number"; validate: true | Check };

interface Visit {
  schema: JsonSchema;
  path: string;
  errors: SchemaError[];
  formats: ReadonlyMap<string, Format>;
}

/** Where a value sits, so that it can be replaced by what it was coerced to. */
type Place = ((value: unknown) => void) | null;

/** The order of the checks is ajv's own: type, then what holds for any value, then what holds for its type. */
function visit(at: Visit, given: unknown, place: Place): void {
  const value = typed(at, given, place);
  checkAny(at, value, place);
  if (typeof value === "number" && Number.isFinite(value)) checkNumber(at, value);
  else if (typeof value === "string") checkText(at, value);
  else if (Array.isArray(value)) checkList(at, value);
  else if (isRecord(value)) checkObject(at, value);
}

function fault(at: Visit, data: unknown, keyword: keyof JsonSchema, params: object, message: string): void {
  const { schema, path: instancePath, errors } = at;
  errors.push({
    instancePath,
    schemaPath: `#/${keyword}`,
    keyword,
    params: { ...params },
    message,
    schema: schema[keyword],
    parentSchema: schema,
    data,
  });
}

function typed(at: Visit, value: unknown, place: Place): unknown {
  const types = typesOf(at.schema);
  if (types.length === 0 || types.some((type) => isOfType(type, value))) return value;
  const result = coerced(value, types);
  if (result.fits) place?.(result.value);
  else fault(at, result.value, "type", { type: at.schema.type }, `must be ${types.join(",")}`);
  return result.value;
}

function checkAny(at: Visit, value: unknown, place: Place): void {
  const { schema, errors } = at;
  const errorsOf = (part: JsonSchema): SchemaError[] => {
    const own: SchemaError[] = [];
    visit({ ...at, schema: part, errors: own }, value, place);
    return own;
  };
  if ("const" in schema && !isEqual(value, schema.const)) {
    fault(at, value, "const", { allowedValue: schema.const }, "must be equal to constant");
  }
  if (schema.enum && !schema.enum.some((allowed) => isEqual(value, allowed))) {
    fault(at, value, "enum", { allowedValues: schema.enum }, "must be equal to one of the allowed values");
  }
  if (schema.not && errorsOf(schema.not).length === 0) fault(at, value, "not", {}, "must NOT be valid");
  if (schema.anyOf) {
    const all: SchemaError[] = [];
    const some = schema.anyOf.some((part) => {
      const own = errorsOf(part);
      all.push(...own);
      return own.length === 0;
    });
    if (!some) {
      errors.push(...all);
      fault(at, value, "anyOf", {}, "must match a schema in anyOf");
    }
  }
  for (const part of schema.allOf ?? []) visit({ ...at, schema: part }, value, place);
  if (schema.if && schema.then && errorsOf(schema.if).length === 0) {
    const own = errorsOf(schema.then);
    errors.push(...own);
    if (own.length > 0) fault(at, value, "if", { failingKeyword: "then" }, 'must match "then" schema');
  }
}

function checkNumber(at: Visit, value: number): void {
  const { minimum, maximum } = at.schema;
  if (maximum !== undefined && value > maximum) {
    fault(at, value, "maximum", { comparison: "<=", limit: maximum }, `must be <= ${maximum}`);
  }
  if (minimum !== undefined && value < minimum) {
    fault(at, value, "minimum", { comparison: ">=", limit: minimum }, `must be >= ${minimum}`);
  }
  checkFormat(at, value, "number");
}

function checkText(at: Visit, value: string): void {
  const { minLength, maxLength, pattern } = at.schema;
  // Characters, not UTF-16 units.
  const length = minLength === undefined && maxLength === undefined ? 0 : Array.from(value).length;
  if (maxLength !== undefined && length > maxLength) {
    fault(at, value, "maxLength", { limit: maxLength }, `must NOT have more than ${maxLength} characters`);
  }
  if (minLength !== undefined && length < minLength) {
    fault(at, value, "minLength", { limit: minLength }, `must NOT have fewer than ${minLength} characters`);
  }
  if (pattern !== undefined && !new RegExp(pattern, "u").test(value)) {
    fault(at, value, "pattern", { pattern }, `must match pattern "${pattern}"`);
  }
  checkFormat(at, value, "string");
}

function checkList(at: Visit, value: unknown[]): void {
  const { items } = at.schema;
  if (!items) return;
  for (const [index, item] of value.entries()) {
    visit({ ...at, schema: items, path: `${at.path}/${index}` }, item, (replacement) => (value[index] = replacement));
  }
}

function checkObject(at: Visit, value: Record<string, unknown>): void {
  const { required = [], properties = {}, additionalProperties } = at.schema;
  for (const key of required) {
    if (value[key] !== undefined) continue;
    fault(at, value, "required", { missingProperty: key }, `must have required property '${key}'`);
  }
  if (additionalProperties === false) {
    for (const key of Object.keys(value)) if (!Object.hasOwn(properties, key)) delete value[key];
  }
  for (const [key, schema] of Object.entries(properties)) {
    if (value[key] === undefined) continue;
    const path = `${at.path}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    visit({ ...at, schema, path }, value[key], (replacement) => (value[key] = replacement));
  }
}

function checkFormat(at: Visit, value: string | number, kind: "string" | "number"): void {
  const name = at.schema.format;
  if (name === undefined) return;
  const format = at.formats.get(name);
  if (format === undefined) throw new Error(`unknown format "${name}" in a schema`);
  if (format === true) return;
  const { type = "string", validate } = "validate" in format ? format : { validate: format };
  if (validate === true || type !== kind) return;
  const passes = validate instanceof RegExp ? validate.test(String(value)) : validate(value as never);
  if (!passes) fault(at, value, "format", { format: name }, `must match format "${name}"`);
}
