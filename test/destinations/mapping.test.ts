// The directive is called so; nothing awaits a mapping.
/* oxlint-disable unicorn/no-thenable */
import { describe, expect, it } from "vitest";
import type { Json } from "#core/json.ts";
import { applyMapping, MappingFault, mappingFault } from "#destinations/mapping.ts";

const EVENT = {
  type: "track",
  event: "Order Completed",
  userId: "u1",
  empty: "",
  nothing: null,
  properties: {
    total: 27.5,
    "a.b": "dotted",
    name: "Ana-Maria López",
    products: [{ sku: "x", price: 1 }, { sku: "y" }],
    nested: { deep: { leaf: 1 }, list: [1, { two: 2 }] },
    json: '{"a":1}',
    isNew: true,
  },
};

const CASES: readonly [name: string, mapping: Json, result: Json | undefined][] = [
  ["raw values", { a: 1, b: [true, null], c: { d: "x" } }, { a: 1, b: [true, null], c: { d: "x" } }],
  ["@path with $.", { "@path": "$.properties.total" }, 27.5],
  ["@path without", { "@path": "properties.total" }, 27.5],
  ["@path into a list", { "@path": "$.properties.products[1].sku" }, "y"],
  ["@path with a quoted key", { "@path": "$.properties['a.b']" }, "dotted"],
  ["@path to nothing leaves the key out", { a: { "@path": "$.nope" }, b: { "@path": "$.nothing" } }, { b: null }],
  ["@path never finds what is inherited", { a: { "@path": "$.constructor" }, b: { "@path": "$.__proto__" } }, {}],
  ["the whole event", { all: { "@path": "$." } }, { all: EVENT }],
  ["@template", { "@template": "Hi {{ userId }}, {{properties.total}} for {{properties.nope}}!" }, "Hi u1, 27.5 for !"],
  ["@template doesn't fill in twice", { "@template": "{{properties.name}}" }, "Ana-Maria López"],
  ["@liquid", { "@liquid": "{% if userId %}{{ event | upcase }}{% endif %}" }, "ORDER COMPLETED"],
  ["@literal", { "@literal": { "@path": "$.x" } }, { "@path": "$.x" }],
  ["@if exists", { "@if": { exists: { "@path": "$.userId" }, then: 1, else: 2 } }, 1],
  ["@if exists, empty text", { "@if": { exists: { "@path": "$.empty" }, then: 1, else: 2 } }, 1],
  ["@if exists, null", { "@if": { exists: { "@path": "$.nothing" }, then: 1, else: 2 } }, 2],
  ["@if blank", { "@if": { blank: { "@path": "$.empty" }, then: 1, else: 2 } }, 2],
  ["@if without else", { a: { "@if": { exists: { "@path": "$.nope" }, then: 1 } } }, {}],
  ["@case", { "@case": { operator: "upper", value: { "@path": "$.event" } } }, "ORDER COMPLETED"],
  [
    "@replace",
    { "@replace": { pattern: "-", replacement: " ", value: { "@path": "$.properties.name" } } },
    "Ana Maria López",
  ],
  ["@replace takes a pattern as it is", { "@replace": { pattern: ".", replacement: "", value: "a.b.c" } }, "abc"],
  [
    "@replace once",
    { "@replace": { pattern: "A", replacement: "$&", ignorecase: true, global: false, value: "aXa" } },
    "$&Xa",
  ],
  ["@replace two", { "@replace": { pattern: "a", replacement: "b", pattern2: "c", value: "abc" } }, "bb"],
  [
    "@replace of a boolean",
    { "@replace": { pattern: "true", replacement: "1", value: { "@path": "$.properties.isNew" } } },
    "1",
  ],
  [
    "@arrayPath",
    { "@arrayPath": ["$.properties.products", { id: { "@path": "$.sku" }, p: { "@path": "$.price" } }] },
    [{ id: "x", p: 1 }, { id: "y" }],
  ],
  [
    "@arrayPath of one object",
    { "@arrayPath": ["$.properties.nested.deep", { v: { "@path": "$.leaf" } }] },
    [{ v: 1 }],
  ],
  [
    "@json encode",
    { "@json": { mode: "encode", value: { "@path": "$.properties.products[0]" } } },
    '{"sku":"x","price":1}',
  ],
  ["@json decode", { "@json": { mode: "decode", value: { "@path": "$.properties.json" } } }, { a: 1 }],
  [
    "@flatten",
    { "@flatten": { separator: ".", value: { "@path": "$.properties.nested" } } },
    { "deep.leaf": 1, "list.0": 1, "list.1.two": 2 },
  ],
  [
    "@flatten without lists",
    { "@flatten": { separator: "_", omitArrays: true, value: { "@path": "$.properties.nested" } } },
    { deep_leaf: 1, list: [1, { two: 2 }] },
  ],
  [
    "@merge",
    { "@merge": { direction: "right", objects: [{ a: 1, b: 1 }, { b: 2 }, { "@path": "$.nope" }] } },
    { a: 1, b: 2 },
  ],
  ["@merge left", { "@merge": { direction: "left", objects: [{ a: 1, b: 1 }, { b: 2 }] } }, { a: 1, b: 1 }],
  [
    "@transform",
    { "@transform": { apply: { x: { "@path": "$.userId" } }, mapping: { y: { "@path": "$.x" } } } },
    { y: "u1" },
  ],
  ["@excludeWhenNull", { a: { "@excludeWhenNull": { "@path": "$.nothing" } }, b: { "@excludeWhenNull": 0 } }, { b: 0 }],
];

it.each(CASES)("%s", (_, mapping, result) => {
  expect(mappingFault(mapping)).toBeNull();
  expect(applyMapping(mapping, EVENT)).toEqual(result);
});

it("gives nothing that is shared with the event or the mapping", () => {
  const mapping = { all: { "@path": "$.properties" }, own: [1] };
  const made = applyMapping(mapping, EVENT) as { all: { total: number }; own: number[] };
  made.all.total = 0;
  made.own.push(2);
  expect(EVENT.properties.total).toBe(27.5);
  expect(mapping.own).toEqual([1]);
});

describe("what is wrong is said", () => {
  it.each<[Json, RegExp]>([
    [{ "@nope": 1 }, /@nope is no directive/],
    [{ "@path": "$.a", "@template": "b" }, /only one directive/],
    [{ "@path": "$.a", other: 1 }, /alone in its object/],
    [{ a: [{ b: { "@liquid": "{{ x" } }] }, /@liquid: The template can't be used/],
  ])("%j", (mapping, words) => {
    expect(mappingFault(mapping)).toMatch(words);
  });
  it.each<Json>([
    { "@path": 1 },
    { "@if": {} },
    { "@case": { operator: "x", value: "a" } },
    { "@json": { mode: "decode", value: "{" } },
  ])("when it is applied: %j", (mapping) => {
    expect(() => applyMapping(mapping, EVENT)).toThrow(MappingFault);
  });
  it("a mapping without end", () => {
    let mapping: Json = "x";
    for (let depth = 0; depth < 50; depth += 1) mapping = { a: mapping };
    expect(mappingFault(mapping)).toMatch(/30 levels/);
  });
});
