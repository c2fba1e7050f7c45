import { describe, expect, it } from "vitest";
import type { JsonObject } from "#core/json.ts";
import type { Enforcement, PlannedEvent, PropertySchema, Unplanned } from "#core/tracking-plan.ts";
import { compilePlan } from "#tracking-plan/compile.ts";
import { judge } from "#tracking-plan/judge.ts";
import { judgeArrivals } from "#tracking-plan/judge-arrivals.ts";
import { MAX_HELD } from "#tracking-plan/hold.ts";
import { createIssueBook } from "#tracking-plan/issue-book.ts";
import { suppressionHash } from "#core/suppression.ts";
import { eventOf, planned } from "./events.ts";

const ORDER: PropertySchema = {
  required: ["price"],
  properties: {
    price: { type: "number" },
    tags: { type: "array", items: { type: "string" } },
    products: { type: "array", items: { properties: { sku: { type: "string" }, n: { type: "integer" } } } },
  },
};
const judgeBy = (events: PlannedEvent[], raw: JsonObject, unplanned: Unplanned = "allow") =>
  judge(compilePlan(1, unplanned, events), eventOf(raw));
const order = (properties: JsonObject, enforcement: Enforcement) =>
  judgeBy([planned(ORDER, enforcement)], { type: "track", event: "Order", properties });

describe("what becomes of an event", () => {
  it("that is as planned: nothing", () => {
    const { event, finding } = order({ price: 1, more: true }, "block");
    expect(finding).toBeNull();
    expect(event.properties).toEqual({ price: 1, more: true });
  });

  it.each([
    ["allow", "store"],
    ["omit", "store"],
    ["block", "block"],
    ["quarantine", "hold"],
  ] as const)("that is not, under %s: %s", (enforcement, outcome) => {
    const { finding } = order({ price: "12" }, enforcement);
    expect(finding).toEqual({
      kind: "track",
      name: "Order",
      outcome,
      violations: [{ property: "price", rule: "type", value: '"12"' }],
    });
  });

  it("allow changes nothing of it; omit takes out what is wrong, and says so in it", () => {
    const properties = {
      price: "12",
      tags: ["a", 1],
      products: [
        { sku: "a", n: 1.5 },
        { sku: "b", n: 2 },
      ],
      kept: { price: "12" },
    };
    const allowed = order(properties, "allow").event;
    expect([allowed.properties, allowed.context]).toEqual([properties, {}]);
    const { event } = order(properties, "omit");
    expect(event.properties).toEqual({ products: [{ sku: "a" }, { sku: "b", n: 2 }], kept: { price: "12" } });
    expect(event.context["protocols"]).toEqual({ omitted: ["price", "tags", "products[].n"] });
    expect(event.raw["properties"]).toEqual(event.properties);
  });

  it("omit can't take out what is missing", () => {
    const { event, finding } = order({}, "omit");
    expect(finding?.violations).toEqual([{ property: "price", rule: "required", value: "" }]);
    expect(event.context).toEqual({});
  });

  it("counts a violation once an event, however many items of a list have it, and cuts values", () => {
    const products = Array.from({ length: 50 }, () => ({ sku: 1 }));
    const { finding } = order({ price: "x".repeat(1_000), products }, "allow");
    expect(finding?.violations.map(({ property }) => property)).toEqual(["price", "products[].sku"]);
    expect(finding?.violations[0]?.value).toHaveLength(120);
  });
});

describe("whom the plan means", () => {
  const traits = planned({ properties: { age: { type: "integer" } } }, "omit", { kind: "identify", name: "" });

  it("traits of identify, wherever they stand", () => {
    for (const raw of [{ traits: { age: "x", n: 1 } }, { context: { traits: { age: "x", n: 1 } } }]) {
      const { event, finding } = judgeBy([traits], { type: "identify", userId: "u", ...raw });
      expect(finding?.violations.map(({ property }) => property)).toEqual(["age"]);
      expect(event.traits).toEqual({ n: 1 });
      expect(event.context["protocols"]).toEqual({ omitted: ["age"] });
    }
  });

  it("a page by its name, else any page", () => {
    const plans = [
      planned({ required: ["sku"] }, "block", { kind: "page", name: "Product" }),
      planned({ required: ["path"] }, "allow", { kind: "page", name: "" }),
    ];
    const found = (name: string) => judgeBy(plans, { type: "page", name }).finding;
    expect(found("Product")).toMatchObject({ name: "Product", outcome: "block" });
    expect(found("Home")).toMatchObject({ name: "", outcome: "store" });
  });

  it.each([
    ["allow", "store"],
    ["block", "block"],
    ["quarantine", "hold"],
  ] as const)(
    "what it doesn't name, under %s: %s; but only of a kind of which it names anything",
    (unplanned, outcome) => {
      const plan = [planned(ORDER)];
      expect(judgeBy(plan, { type: "track", event: "Ordr" }, unplanned).finding).toEqual({
        kind: "track",
        name: "Ordr",
        outcome,
        violations: [{ property: "", rule: "unplanned_event", value: "" }],
      });
      expect(judgeBy(plan, { type: "page", name: "Home" }, unplanned).finding).toBeNull();
      expect(judgeBy(plan, { type: "identify", userId: "u" }, unplanned).finding).toBeNull();
      expect(judgeBy([], { type: "track", event: "Ordr" }, unplanned).finding).toBeNull();
    },
  );

  it("never an alias", () => {
    expect(judgeBy([planned(ORDER)], { type: "alias", userId: "u", previousId: "p" }, "block").finding).toBeNull();
  });
});

describe("a batch", () => {
  const known = { plan: compilePlan(1, "allow", [planned(ORDER, "quarantine")]), issues: createIssueBook([]), held: 0 };
  const bad = (anonymousId: string) => eventOf({ type: "track", event: "Order", anonymousId, properties: {} });

  it("stores what there is no room to keep aside", () => {
    const judged = judgeArrivals({ ...known, held: MAX_HELD - 1 }, new Set());
    const outcomes = [bad("a"), bad("b"), bad("c")].flatMap((event) => [...judged([event]).findings.values()]);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(["hold", "store", "store"]);
  });

  it("says nothing of somebody who was erased", () => {
    const judged = judgeArrivals(known, new Set([suppressionHash("a:gone")]));
    expect([...judged([bad("gone"), bad("here")]).findings.keys()].map(({ anonymousId }) => anonymousId)).toEqual([
      "here",
    ]);
  });
});

it("makes no more rows than there may be kinds of violation", () => {
  const book = createIssueBook([["track", "Known", "p", "type"]]);
  const names = new Set<string>();
  for (let n = 0; n < 5_000; n += 1) {
    names.add(book.issueOf("track", `Name ${n}`, { property: "", rule: "unplanned_event", value: "" }).name);
  }
  expect(names.size).toBe(2_000);
  expect(book.issueOf("track", "Known", { property: "p", rule: "type", value: "" }).name).toBe("Known");
});
