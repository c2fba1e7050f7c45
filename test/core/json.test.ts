import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { at, exceeds, isObject, type Json, type JsonObject, objectOrEmpty, storableText } from "#core/json.ts";

const nested = (depth: number, open: string, close: string): Json =>
  JSON.parse(`${open.repeat(depth)}1${close.repeat(depth)}`);

describe("exceeds", () => {
  it.each([
    ["text", "x", null],
    ["null", null, null],
    ["an empty object", {}, null],
    ["just deep enough", { a: { b: { c: 1 } } }, null],
    ["a level too deep", { a: { b: { c: { d: 1 } } } }, "depth"],
    ["too deep in a list", [[[[]]]], "depth"],
    ["just wide enough", { a: 1, b: 2, c: 3, d: 4, e: 5 }, null],
    ["a key too wide", { a: 1, b: 2, c: 3, d: 4, e: 5, f: 6 }, "keys"],
    ["too wide over all levels", { a: [1, 2], b: [1, 2] }, "keys"],
    ["too wide before it is too deep", [1, 2, 3, 4, 5, [[[[]]]]], "keys"],
  ] as const)("%s", (_, value, verdict) => expect(exceeds(value, 3, 5)).toBe(verdict));

  it.each([
    ["objects", '{"a":', "}"],
    ["lists", "[", "]"],
  ])("survives a hundred thousand nested %s", (_, open, close) => {
    expect(exceeds(nested(100_000, open, close), 64, 10_000)).toBe("depth");
  });

  it("gives up on a million keys without visiting them", () => {
    const wide = Array.from({ length: 1_000_000 }, () => ({}));
    expect(exceeds(wide, 64, 10_000)).toBe("keys");
  });

  it("agrees with a count of its own", () => {
    const measure = (value: unknown): { depth: number; keys: number } => {
      if (typeof value !== "object" || value === null) return { depth: 0, keys: 0 };
      const children = Object.values(value).map(measure);
      return {
        depth: 1 + Math.max(0, ...children.map(({ depth }) => depth)),
        keys: children.length + children.reduce((sum, { keys }) => sum + keys, 0),
      };
    };
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const { depth, keys } = measure(value);
        expect(exceeds(value, depth, keys)).toBeNull();
        if (depth > 0) expect(exceeds(value, depth - 1, keys)).toBe("depth");
        if (keys > 0) expect(exceeds(value, depth, keys - 1)).toBe("keys");
      }),
    );
  });
});

describe("at", () => {
  const object: JsonObject = JSON.parse('{"a":{"b":[{"c":1},null]},"a.b":"dotted","":"empty","__proto__":{"x":1}}');

  it.each([
    ["a.b", "dotted"],
    ["a.b.0.c", 1],
    ["a.b.1", null],
    ["a.b.1.c", undefined],
    ["a.b.2", undefined],
    ["a.x", undefined],
    ["", "empty"],
    [".", undefined],
    ["__proto__.x", 1],
    ["a.__proto__", undefined],
    ["constructor", undefined],
    ["a.constructor.name", undefined],
    ["a.b.map", undefined],
  ])("%j", (path, value) => expect(at(object, path)).toEqual(value));
});

describe("a key called __proto__", () => {
  it("is a key like any other, and pollutes nothing", () => {
    const parsed: JsonObject = JSON.parse('{"__proto__":{"polluted":true}}');
    const copy = { ...parsed };
    expect(Object.keys(copy)).toEqual(["__proto__"]);
    expect(copy["polluted"]).toBeUndefined();
    expect({}).not.toHaveProperty("polluted");
    expect(exceeds(parsed, 1, 10)).toBe("depth");
  });
});

it("isObject and objectOrEmpty tell maps from the rest", () => {
  for (const value of [null, undefined, [], [1], "x", 1, true]) {
    expect(isObject(value)).toBe(false);
    expect(objectOrEmpty(value)).toEqual({});
  }
  const object = { a: 1 };
  expect(objectOrEmpty(object)).toBe(object);
});

/** Text of any UTF-16 units, lone surrogates and NULs included. */
const anyText = fc.string({ unit: fc.nat(0xffff).map((unit) => String.fromCharCode(unit)) });

describe("storableText", () => {
  it.each([
    ["plain ünï✓😀", "plain ünï✓😀"],
    ["a\0b\0", "a\u{fffd}b\u{fffd}"],
    ["\ud83d alone", "\u{fffd} alone"],
    ["\ude00", "\u{fffd}"],
  ])("%j", (text, stored) => expect(storableText(text)).toBe(stored));

  it("gives text that UTF-8 holds as it is", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const stored = storableText(text);
        expect(
          new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(new TextEncoder().encode(stored)),
        ).toBe(stored);
        expect(stored).not.toContain("\0");
      }),
    );
  });
});
