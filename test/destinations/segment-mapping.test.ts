import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "#core/json.ts";
import { applyMapping, mappingFault } from "#destinations/mapping.ts";
import { allMappings, transform } from "./segment-schemas.ts";

const events = import.meta.glob<JsonObject>("./segment/events/*.json", { eager: true, import: "default" });
const mappings = await allMappings();

/** Without what JSON has not. */
const asJson = (value: unknown) => JSON.parse(JSON.stringify(value)) as Json;

describe("mappings of Segment's whole package", () => {
  it("has them", () => {
    expect(mappings.length).toBeGreaterThan(900);
  });

  it.each(Object.entries(events))("make the same payload of %s as mapping-kit does", (_, event) => {
    const differing = mappings.flatMap(({ name, mapping }) => {
      if (mappingFault(mapping) !== null) return [];
      const [ours, theirs] = [applyMapping(mapping, event), asJson(transform(mapping, event))];
      return JSON.stringify(ours) === JSON.stringify(theirs) ? [] : [{ name, ours, theirs }];
    });
    // mapping-kit drops `"else": false`; here it is what it says.
    expect(differing.filter(({ name }) => !name.startsWith("gameball/"))).toEqual([]);
    expect(differing.length).toBeLessThanOrEqual(4);
  });

  it("use no directive that we don't have", () => {
    expect(mappings.flatMap(({ mapping }) => mappingFault(mapping) ?? [])).toEqual([]);
  });
});
