import * as fc from "fast-check";
import { type JsonSchema, type TypeName, typesOf } from "#core/json-schema.ts";

// What coercion, formats and lengths turn on.
const NUMERIC = ["", " ", "12", "12.5", " 5 ", "1e3", "0x10", "1700000000000", "true", "false", "null"];
const FORMATTED = ["x", "USD", "a@b.co", "2026-01-02T03:04:05Z", "12:00:00Z", "P1D", "https://x.y/z", "x.example.com"];
const ADDRESSES = ["10.1.2.3", "::1", "0192f1c0-7f3a-7000-8000-000000000001", "é🎉".repeat(3), "x".repeat(300)];
const SCALARS = [0, 1, -3, 2.5, 1e21, 1_700_000_000, true, false, null];
const NESTED = [[], ["a"], [1, 2], [null], ["5"], [true], [[1]], ["12.5"], {}, { a: 1 }, [{ a: "1" }]];
const odd = fc.constantFrom<unknown>(...NUMERIC, ...FORMATTED, ...ADDRESSES, ...SCALARS, ...NESTED);

/** Mostly what the schema asks for, often something else. */
export function payloadOf(schema: JsonSchema | undefined, depth = 0): fc.Arbitrary<unknown> {
  if (!schema || depth > 4) return odd;
  const wanted = typesOf(schema).map((type) => ofType(type, schema, depth));
  const allowed = schema.enum ? [fc.constantFrom(...schema.enum)] : [];
  return fc.oneof({ weight: 6, arbitrary: fc.oneof(...wanted, ...allowed, odd) }, { weight: 1, arbitrary: odd });
}

function ofType(type: TypeName, schema: JsonSchema, depth: number): fc.Arbitrary<unknown> {
  switch (type) {
    case "object": {
      const properties = Object.entries(schema.properties ?? {}).map(([key, inner]) => [
        key,
        payloadOf(inner, depth + 1),
      ]);
      const known = fc.record(Object.fromEntries(properties) as Record<string, fc.Arbitrary<unknown>>, {
        requiredKeys: [],
      });
      const unknown = fc.dictionary(fc.constantFrom("extra", "other one"), odd);
      return fc.tuple(known, unknown).map(([one, more]) => ({ ...one, ...more }));
    }
    case "array":
      return fc.array(payloadOf(schema.items, depth + 1), { maxLength: 3 });
    case "number":
    case "integer":
      return fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ noNaN: true, noDefaultInfinity: true }), odd);
    case "string":
    case "boolean":
    case "null":
      return odd;
  }
}
