import { parseFql, validate } from "@segment/destination-subscriptions";
import { describe, expect, it } from "vitest";
import { EVENT_TYPES, countedName } from "#core/event.ts";
import { compileFilter, Filter } from "#core/filter.ts";
import { filterOf } from "#destinations/segment-catalogue/fql.ts";
import { allSubscriptions } from "./segment-schemas.ts";

const subscriptions = await allSubscriptions();
const names = [
  ...new Set(
    subscriptions.flatMap((fql) => [...fql.matchAll(/event\s*!?=\s*"([^"]*)"/g)].map(([, name]) => name ?? "")),
  ),
];

/** Every kind of call, track by every name that any subscription asks for, and pages of some names. */
const events = [
  ...EVENT_TYPES.filter((type) => type !== "track").map((type) => ({ type, properties: {} })),
  ...["", "Home", "Land", "Else"].map((name) => ({ type: "page" as const, properties: { name } })),
  ...[...names, "Something Else"].map((event) => ({ type: "track" as const, event, properties: {} })),
];

describe("a subscription in Segment's language", () => {
  it("is asked for in many ways", () => {
    expect(subscriptions.length).toBeGreaterThan(80);
    expect(names.length).toBeGreaterThan(60);
  });

  it.each(subscriptions)("%s", (fql) => {
    const filter = filterOf(fql);
    expect(Filter.safeParse(filter).error).toBeUndefined();
    const [passes, parsed] = [compileFilter(filter), parseFql(fql.trim())];
    for (const event of events) {
      const ours = passes((property) =>
        property === "$type"
          ? event.type
          : property === "$event"
            ? countedName(event)
            : (event.properties as Record<string, string>)[property],
      );
      expect(ours, JSON.stringify(event)).toBe(validate(parsed, event));
    }
  });

  it.each(['type = "track" and traits.plan = "pro"', 'contains(event, "Order")', "foo"])(
    "says so where it can't: %s",
    (fql) => {
      expect(() => filterOf(fql)).toThrow(fql.slice(0, 3));
    },
  );
});
