import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PlannedEvent, type PropertySchema } from "#core/tracking-plan.ts";
import { compileSchema, type Offence } from "#tracking-plan/offences.ts";
import { infer } from "#tracking-plan/infer.ts";
import { planDocument, readDocument } from "#tracking-plan/plan-document.ts";
import { planned } from "./events.ts";

const ORDER: PropertySchema = {
  type: "object",
  required: ["price"],
  properties: { price: { type: "number", minimum: 0 }, coupon: { type: "string", pattern: "^[A-Z]+$" } },
};

describe("a plan of another tool", () => {
  const whole = { type: "object", properties: { properties: ORDER, context: {} }, required: ["properties"] };

  it.each([
    ["Segment's", { rules: { events: [{ name: "Order", version: 1, rules: whole }] } }],
    ["its API's", { rules: [{ type: "TRACK", key: "Order", version: 1, jsonSchema: whole }] }],
    ["RudderStack's", { events: [{ name: "Order", eventType: "track", rules: whole }] }],
    ["the bare properties", { rules: { events: [{ name: "Order", rules: ORDER }] } }],
  ])("%s", (_, document) => {
    expect(readDocument(document)).toEqual({ events: [planned(ORDER)], leftOut: [] });
  });

  it("with traits", () => {
    const identify = { properties: { traits: { properties: { age: { type: "integer" } } } } };
    expect(readDocument({ rules: { events: [], identify } }).events).toEqual([
      planned({ properties: { age: { type: "integer" } } }, "allow", { kind: "identify", name: "" }),
    ]);
  });

  it("loses only what a plan can't say, and names it", () => {
    const schema = {
      type: "object",
      title: "Order",
      properties: {
        a: { anyOf: [{ type: "string" }], const: 1 },
        b: { type: "string", pattern: "(x+)+$", format: "email" },
      },
    };
    expect(readDocument({ rules: { events: [{ name: "Order", rules: schema }] } })).toEqual({
      events: [planned({ type: "object", properties: { a: { enum: [1] }, b: { type: "string" } } })],
      leftOut: ["Order.properties.a.anyOf", "Order.properties.b.pattern", "Order.properties.b.format"],
    });
  });

  it("whatever it is, is read without an exception", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        for (const document of [value, { rules: value }, { rules: { events: [{ name: "A", rules: value }] } }]) {
          for (const event of readDocument(document).events) expect(PlannedEvent.parse(event)).toEqual(event);
        }
      }),
      { numRuns: 500, seed: 3 },
    );
  });

  it("is our own document, too", () => {
    const events = [
      planned(ORDER),
      planned({ type: "object", required: ["path"] }, "allow", { kind: "page", name: "Home" }),
      planned({ type: "object" }, "allow", { kind: "group", name: "" }),
    ];
    expect(readDocument(JSON.parse(JSON.stringify(planDocument({ unplanned: "allow", events }))))).toEqual({
      events,
      leftOut: [],
    });
  });
});

describe("a rule proposed from what came", () => {
  const repeat = <T>(times: number, of: (index: number) => T) => Array.from({ length: times }, (_, index) => of(index));

  it("says what they have in common, and what it goes by", () => {
    const { schema, evidence } = infer(
      repeat(40, (n) => ({
        price: n + 0.5,
        plan: n % 2 === 0 ? "free" : "pro",
        title: `Product ${n}`,
        at: "2026-11-22T10:00:00Z",
        ...(n % 4 === 0 ? { coupon: null } : {}),
        products: [{ sku: `s${n}`, n: 1 }],
      })),
    );
    expect(schema).toEqual({
      type: "object",
      required: ["price", "plan", "title", "at", "products"],
      properties: {
        price: { type: "number" },
        plan: { type: "string", enum: ["free", "pro"] },
        title: { type: "string" },
        at: { type: "string", format: "date-time" },
        products: {
          type: "array",
          items: {
            type: "object",
            required: ["sku", "n"],
            properties: { sku: { type: "string" }, n: { type: "integer" } },
          },
        },
        coupon: { type: "null" },
      },
    });
    expect(evidence.looked).toBe(40);
    expect(evidence.properties).toMatchObject({
      plan: { share: 1, values: 2 },
      coupon: { share: 0.25, values: null },
      title: { share: 1, values: 40 },
    });
  });

  it("is not sure of anything by a few events", () => {
    expect(infer(repeat(5, () => ({ plan: "free" }))).schema).toEqual({
      type: "object",
      properties: { plan: { type: "string" } },
    });
  });

  it("never finds fault with what it was made of, and is a rule that a plan takes", () => {
    const value = fc.oneof(fc.constantFrom("a", "b", "2026-11-22"), fc.jsonValue({ maxDepth: 3 }));
    fc.assert(
      fc.property(fc.array(fc.dictionary(fc.constantFrom("a", "b", "c"), value), { maxLength: 30 }), (objects) => {
        const seen = JSON.parse(JSON.stringify(objects)) as Parameters<typeof infer>[0];
        const { schema } = infer(seen);
        expect(PlannedEvent.safeParse(planned(schema)).success).toBe(true);
        const check = compileSchema(schema);
        for (const object of seen) {
          const found: Offence[] = [];
          check(object, [], found);
          expect(found).toEqual([]);
        }
      }),
      { numRuns: 300, seed: 5 },
    );
  });
});
