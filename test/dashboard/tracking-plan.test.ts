import { describe, expect, it } from "vitest";
import type { Issue, Plan, Planned, PropertySchema } from "#dashboard/api/tracking-plan.ts";
import { listEvents } from "#dashboard/screens/plan/event-list.ts";
import { plannedKeyOf } from "#dashboard/screens/plan/planned-key.ts";
import { emptyRow, rowsOf, withRows } from "#dashboard/screens/plan/property-rows.ts";
import { plannedAddress, violationWords } from "#dashboard/screens/plan/words.ts";

const ORDER: PropertySchema = {
  type: "object",
  description: "what an order says",
  additionalProperties: false,
  required: ["price", "products"],
  properties: {
    price: { type: "number", minimum: 0 },
    note: { type: ["string", "null"] },
    anything: { description: "whatever" },
    day: { type: "string", format: "date" },
    at: { type: "string", format: "date-time" },
    cart: { type: "object", required: ["id"], properties: { id: { type: "string", pattern: "^c" } } },
    products: {
      type: "array",
      items: { type: "object", required: ["sku"], properties: { sku: { type: "string" }, n: { type: "integer" } } },
    },
    tags: { type: "array", items: { type: "string" } },
  },
};
const said = (schema: PropertySchema): unknown => JSON.parse(JSON.stringify(schema));

describe("properties as rows", () => {
  it("are the schema again, whatever the table can't show of it", () => {
    expect(said(withRows(ORDER, rowsOf(ORDER)))).toEqual(ORDER);
  });

  it("say what was changed in them, and leave out what has no name", () => {
    const rows = rowsOf(ORDER).map((row) =>
      row.name === "price" ? { ...row, type: "integer" as const, required: false } : row,
    );
    const changed = withRows(ORDER, [...rows, { ...emptyRow(), name: " vat ", required: true }, emptyRow()]);
    expect(changed.properties?.["price"]).toEqual({ type: "integer", minimum: 0 });
    expect(changed.properties?.["vat"]).toEqual({ type: "string" });
    expect(Object.keys(changed.properties ?? {})).toHaveLength(9);
    expect(changed.required).toEqual(["products", "vat"]);
  });
});

const planned = (name: string, state: Planned["state"]): Planned => ({
  kind: "track",
  name,
  state,
  enforcement: "allow",
  description: "",
  owner: "",
  schema: {},
  evidence: null,
  updatedAt: "",
});
const issue = (name: string, count: number, day: string): Issue => ({
  kind: "track",
  name,
  property: "price",
  rule: "type",
  count,
  firstAt: "",
  lastAt: "",
  days: [{ day, count }],
  samples: [],
});

it("lists what is in force first, what is wrong before the rest, and what the plan doesn't name apart", () => {
  const plan: Plan = {
    version: 1,
    unplanned: "allow",
    events: [planned("Draft", "draft"), planned("Right", "active"), planned("Wrong", "active")],
  };
  const seen = ["Right", "New", "Page Viewed"].map((name) => ({
    name,
    kinds: [name === "Page Viewed" ? "page" : "track"],
    volume: 5,
    lastSeen: null,
  }));
  const now = Date.parse("2026-11-22T12:00:00Z");
  const { planned: known, unplanned } = listEvents(
    plan,
    seen,
    [issue("Wrong", 3, "2026-11-21"), issue("New", 2, "2026-11-22")],
    now,
  );
  expect(known.map(({ name, violations, volume }) => [name, violations, volume])).toEqual([
    ["Wrong", 3, 0],
    ["Right", 0, 5],
    ["Draft", 0, 0],
  ]);
  expect(known[0]?.days).toEqual([0, 0, 0, 0, 0, 3, 0]);
  expect(unplanned.map(({ name, violations }) => [name, violations])).toEqual([["New", 2]]);
});

it("an event's page has an address of its own", () => {
  for (const event of [
    { kind: "track" as const, name: "A/B & C?" },
    { kind: "identify" as const, name: "" },
  ]) {
    expect(plannedKeyOf(plannedAddress(event).split("?")[1] ?? "")).toEqual(event);
  }
  for (const none of ["", "kind=track", "kind=toString&name=x"]) expect(plannedKeyOf(none)).toBeNull();
});

it("says what is wrong in words", () => {
  expect(violationWords({ property: "price", rule: "type" })).toBe("price is of another type");
  expect(violationWords({ property: "", rule: "unplanned_event" })).toBe("The plan does not name this event");
});
