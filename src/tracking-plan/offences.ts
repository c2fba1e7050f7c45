import { isEqual, isOfType, isRecord, typesOf } from "#core/json-schema.ts";
import { compilePattern } from "#core/pattern.ts";
import type { PlanRule, PropertySchema } from "#core/tracking-plan.ts";
import { DATE_TESTS } from "#tracking-plan/date-formats.ts";

/** Where in the properties something is wrong, and what rule it breaks. */
export interface Offence {
  path: (string | number)[];
  rule: PlanRule;
  value: unknown;
}

/** Adds what is wrong with a value at a path. The path is one list, grown and shrunk: copy it to keep it. */
export type Check = (value: unknown, path: (string | number)[], found: Offence[]) => void;

/**
 * Makes of a schema a check with the verdicts of draft-07: each keyword looks only at values of its own type. Everything that
 * depends on the schema alone (patterns, sets of values) is done once, here. Patterns see the first 1,000 characters
 * (core/pattern.ts).
 */
export function compileSchema(schema: PropertySchema): Check {
  const checks = [ofType(schema), ofEnum(schema), ofNumber(schema), ofText(schema), ofList(schema), ofObject(schema)];
  const needed = checks.filter((check) => check !== null);
  const [only] = needed;
  if (only && needed.length === 1) return only;
  return (value, path, found) => {
    for (const check of needed) check(value, path, found);
  };
}

const fault = (rule: PlanRule, value: unknown, path: (string | number)[], found: Offence[]): void => {
  found.push({ path: [...path], rule, value });
};

function ofType(schema: PropertySchema): Check | null {
  const types = typesOf(schema);
  if (types.length === 0) return null;
  return (value, path, found) => {
    if (!types.some((type) => isOfType(type, value))) fault("type", value, path, found);
  };
}

function ofEnum({ enum: values }: PropertySchema): Check | null {
  if (!values) return null;
  const known = new Set<unknown>(values);
  return (value, path, found) => {
    if (!known.has(value) && !values.some((one) => isEqual(one, value))) fault("enum", value, path, found);
  };
}

function ofNumber({ minimum, maximum }: PropertySchema): Check | null {
  if (minimum === undefined && maximum === undefined) return null;
  return (value, path, found) => {
    if (typeof value !== "number") return;
    if (minimum !== undefined && value < minimum) fault("minimum", value, path, found);
    if (maximum !== undefined && value > maximum) fault("maximum", value, path, found);
  };
}

function ofText({ minLength, maxLength, pattern, format }: PropertySchema): Check | null {
  if (minLength === undefined && maxLength === undefined && pattern === undefined && format === undefined) return null;
  const matches = pattern === undefined ? null : compilePattern(pattern);
  const isDate = format === undefined ? null : DATE_TESTS[format];
  return (value, path, found) => {
    if (typeof value !== "string") return;
    // Characters, not UTF-16 units.
    const length = minLength === undefined && maxLength === undefined ? 0 : Array.from(value).length;
    if (minLength !== undefined && length < minLength) fault("min_length", value, path, found);
    if (maxLength !== undefined && length > maxLength) fault("max_length", value, path, found);
    if (matches && !matches(value)) fault("pattern", value, path, found);
    if (isDate && !isDate(value)) fault("format", value, path, found);
  };
}

function ofList({ items }: PropertySchema): Check | null {
  if (!items) return null;
  const check = compileSchema(items);
  return (value, path, found) => {
    if (!Array.isArray(value)) return;
    for (const [index, item] of value.entries()) {
      path.push(index);
      check(item, path, found);
      path.pop();
    }
  };
}

function ofObject({ properties, required = [], additionalProperties }: PropertySchema): Check | null {
  if (!properties && required.length === 0 && additionalProperties !== false) return null;
  const checks = new Map(
    Object.entries(properties ?? {}).map(([key, schema]) => [key, compileSchema(schema)] as const),
  );
  return (value, path, found) => {
    if (!isRecord(value)) return;
    for (const key of required) {
      if (!Object.hasOwn(value, key)) fault("required", undefined, [...path, key], found);
    }
    for (const [key, own] of Object.entries(value)) {
      const check = checks.get(key);
      if (!check && additionalProperties !== false) continue;
      path.push(key);
      if (check) check(own, path, found);
      else fault("unplanned_property", own, path, found);
      path.pop();
    }
  };
}
