import RealAjv from "ajv";
import addFormats from "ajv-formats";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "#core/json.ts";
import type { TypeName } from "#core/json-schema.ts";
import { PropertySchema } from "#core/tracking-plan.ts";
import { compileSchema, type Offence } from "#tracking-plan/offences.ts";
import { planDocument } from "#tracking-plan/plan-document.ts";
import { propertyAt } from "#tracking-plan/violation.ts";
import { planned } from "./events.ts";

function offencesOf(schema: PropertySchema, value: unknown): string[] {
  const found: Offence[] = [];
  compileSchema(PropertySchema.parse(schema))(value, [], found);
  return found.map(({ path, rule }) => `${propertyAt(path)} ${rule}`);
}

describe("each rule", () => {
  it.each<[rule: string, schema: PropertySchema, good: unknown[], bad: unknown[]]>([
    ["type", { type: "string" }, ["", "a"], [1, null, true, [], {}]],
    ["type", { type: "number" }, [0, -1.5, 1e300], ["1", null, true]],
    ["type", { type: "integer" }, [0, -3, 5.0], [1.5, "1", null]],
    ["type", { type: "boolean" }, [true, false], ["true", 0, null]],
    ["type", { type: "array" }, [[], [1]], [{}, "[]", null]],
    ["type", { type: "object" }, [{}, { a: 1 }], [[], null, "x"]],
    ["type", { type: "null" }, [null], [0, "", false]],
    ["type", { type: ["string", "null"] }, ["a", null], [1]],
    ["enum", { enum: ["a", 1, null, true] }, ["a", 1, null, true], ["b", 2, false, "1", []]],
    ["pattern", { pattern: "^\\d{3}$" }, ["123", 7], ["1234", "a"]],
    ["minimum", { minimum: 2 }, [2, 3, "1"], [1.99]],
    ["maximum", { maximum: 2 }, [2, 1, "3"], [2.01]],
    ["min_length", { minLength: 2 }, ["ab", "👍👍", 1], ["a", "👍"]],
    ["max_length", { maxLength: 1 }, ["a", "👍", 12], ["ab"]],
    ["format", { format: "date" }, ["2026-02-28", "2024-02-29", 5], ["2026-02-29", "2026-13-01", "26-01-01", "", "x"]],
    [
      "format",
      { format: "date-time" },
      ["2026-11-22T10:00:00Z", "2026-11-22T10:00:00.123+02:00", "2026-11-22t10:00:00z"],
      [
        "2026-11-22",
        "2026-11-22T25:00:00Z",
        "2026-11-31T10:00:00Z",
        "2026-11-22T10:00:00",
        `2026-11-22T10:00:00.${"1".repeat(99)}Z`,
      ],
    ],
  ])("%s: %j", (rule, schema, good, bad) => {
    for (const value of good) expect([value, offencesOf(schema, value)]).toEqual([value, []]);
    for (const value of bad) expect([value, offencesOf(schema, value)]).toEqual([value, [` ${rule}`]]);
  });

  it("required and unplanned properties, at any depth and in lists", () => {
    const schema: PropertySchema = {
      type: "object",
      required: ["price", "cart"],
      additionalProperties: false,
      properties: {
        price: { type: "number" },
        cart: { type: "object", required: ["id"], properties: { id: { type: "string" } } },
        products: { type: "array", items: { required: ["sku"], properties: { sku: { type: "string" } } } },
      },
    };
    expect(offencesOf(schema, { price: 1, cart: { id: "c" }, products: [{ sku: "a" }] })).toEqual([]);
    expect(offencesOf(schema, { cart: {}, products: [{ sku: "a" }, { sku: 1 }, {}], more: 1 })).toEqual([
      "price required",
      "cart.id required",
      "products[].sku type",
      "products[].sku required",
      "more unplanned_property",
    ]);
  });

  it("knows only an object's own keys", () => {
    expect(offencesOf({ required: ["toString"] }, {})).toEqual(["toString required"]);
    expect(offencesOf({ properties: { valueOf: { type: "string" } } }, {})).toEqual([]);
  });
});

it.each<[what: string, schema: object]>([
  ["a pattern that could take for ever", { pattern: "(a+)+$" }],
  ["what is no pattern", { pattern: "(" }],
  ["a keyword that a plan doesn't know", { anyOf: [] }],
  ["a format that is no date", { format: "email" }],
])("a plan takes no %s", (_, schema) => {
  expect(PropertySchema.safeParse(schema).success).toBe(false);
});

const scalar = fc.oneof(
  fc.constantFrom<Json>("a", "b", "12", "2026-11-22", "2026-11-22T10:00:00Z", 0, 1, 2.5, -1, true, false, null),
  fc.string({ maxLength: 6, unit: "grapheme" }),
);
const keys = fc.constantFrom("a", "b", "toString", "x.y", "");
const named = fc.constantFrom("a", "b", "toString", "x.y");
const json = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    scalar,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(keys, tie("value"), { maxKeys: 3 }) as fc.Arbitrary<Json>,
  ),
})).value;

const types = fc.constantFrom<TypeName>("string", "number", "integer", "boolean", "array", "object", "null");
const schemasOf = (depth: number): fc.Arbitrary<PropertySchema> =>
  fc.record(
    {
      type: fc.oneof<fc.Arbitrary<TypeName | TypeName[]>[]>(
        types,
        fc.uniqueArray(types, { minLength: 1, maxLength: 3 }),
      ),
      enum: fc.uniqueArray(fc.constantFrom<string | number | boolean | null>("a", 1, 2.5, true, null), {
        minLength: 1,
      }),
      pattern: fc.constantFrom("^a", "b$", "^[0-9]+$"),
      format: fc.constantFrom("date", "date-time"),
      minimum: fc.integer({ min: -1, max: 2 }),
      maximum: fc.integer({ min: -1, max: 2 }),
      minLength: fc.integer({ min: 0, max: 3 }),
      maxLength: fc.integer({ min: 0, max: 3 }),
      ...(depth > 0
        ? { items: schemasOf(depth - 1), properties: fc.dictionary(named, schemasOf(depth - 1), { maxKeys: 3 }) }
        : {}),
      required: fc.uniqueArray(named, { minLength: 1, maxLength: 2 }),
      additionalProperties: fc.boolean(),
    },
    { requiredKeys: [] },
  );

const RULE_OF: Record<string, string> = {
  minLength: "min_length",
  maxLength: "max_length",
  additionalProperties: "unplanned_property",
};

it("finds what ajv finds, of the plan's own export as JSON Schema", () => {
  const ajv = addFormats(
    new RealAjv({
      code: { optimize: false },
      allErrors: true,
      ownProperties: true,
      allowUnionTypes: true,
      strict: false,
      logger: false,
    }),
  );
  let wrong = 0;
  fc.assert(
    fc.property(schemasOf(2), fc.array(json, { minLength: 10, maxLength: 10 }), (schema, values) => {
      const exported = planDocument({ unplanned: "allow", events: [planned({ ...schema, type: "object" })] });
      const { rules } = exported as { rules: { events: { rules: object }[] } };
      const validate = ajv.compile(rules.events[0]?.rules ?? {});
      const check = compileSchema({ ...schema, type: "object" });
      for (const properties of values) {
        validate({ properties });
        const theirs = (validate.errors ?? []).map(({ instancePath, keyword, params }) => {
          const path = instancePath
            .split("/")
            .slice(2)
            .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
          const more: unknown = params["missingProperty"] ?? params["additionalProperty"];
          return `${JSON.stringify(typeof more === "string" ? [...path, more] : path)} ${RULE_OF[keyword] ?? keyword}`;
        });
        const found: Offence[] = [];
        check(properties, [], found);
        const ours = found.map(({ path, rule }) => `${JSON.stringify(path.map(String))} ${rule}`);
        if (ours.length > 0) wrong += 1;
        expect(ours.toSorted()).toEqual(theirs.toSorted());
      }
    }),
    { numRuns: 200, seed: 7 },
  );
  expect(wrong).toBeGreaterThan(500);
});
