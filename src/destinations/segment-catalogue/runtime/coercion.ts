import { isOfType, type TypeName } from "#core/json-schema.ts";

/**
 * A value as one of the types asked for, by the table of ajv's `coerceTypes: "array"`
 * (https://ajv.js.org/coercion.html). Where none of them will have it, a list of one is its element all the same for the
 * checks that follow: so it is in ajv.
 */
export function coerced(value: unknown, types: readonly TypeName[]): { fits: boolean; value: unknown } {
  const scalar = types.some((type) => type !== "object");
  const single: unknown = scalar && Array.isArray(value) && value.length === 1 ? value[0] : value;
  const [only, ...others] = types;
  // ajv takes the element itself only where a single type is asked for.
  if (single !== value && only && others.length === 0 && isOfType(only, single)) return { fits: true, value: single };
  for (const type of types) {
    const result = as(type, single);
    if (result !== undefined) return { fits: true, value: result };
  }
  return { fits: false, value: single };
}

function as(type: TypeName, value: unknown): unknown {
  switch (type) {
    case "string":
      if (value === null) return "";
      return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
    case "number":
      return numeric(value);
    case "integer": {
      const number = numeric(value);
      return number !== undefined && (typeof value !== "string" || number % 1 === 0) ? number : undefined;
    }
    case "boolean":
      if (value === "false" || value === 0 || value === null) return false;
      return value === "true" || value === 1 ? true : undefined;
    case "null":
      return value === "" || value === 0 || value === false ? null : undefined;
    case "array":
      return value === null || ["string", "number", "boolean"].includes(typeof value) ? [value] : undefined;
    case "object":
      return undefined;
  }
}

/** A text that JavaScript reads as a number is one, "1e3" and " 5 " too. */
function numeric(value: unknown): number | undefined {
  if (typeof value === "boolean" || value === null) return Number(value);
  if (typeof value !== "string" || value === "") return undefined;
  const number = Number(value);
  return Number.isNaN(number) ? undefined : number;
}
