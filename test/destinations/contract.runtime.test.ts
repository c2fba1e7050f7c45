import { expect, it } from "vitest";
import { destinations } from "#destinations/catalogue.ts";
import { cases } from "./contract-cases.ts";
import { nativeSuite } from "./native-suite.ts";

it("puts every destination of the catalogue to the test, each slug once", () => {
  const slugs = destinations.map(({ slug }) => slug);
  expect(cases.map(({ destination }) => destination.slug).toSorted()).toEqual(slugs.toSorted());
  expect(new Set(slugs).size).toBe(slugs.length);
});

for (const one of cases) nativeSuite(one);
