import { expect, test } from "vitest";
import { inJurisdiction } from "#core/jurisdiction.ts";

/** A namespace that only says where it was asked to be; no local runtime has more than one place. */
const namespace = { jurisdiction: (where: string) => `objects in ${where}` } as unknown as DurableObjectNamespace;

test.each(["eu", "fedramp", "us"])("objects stay in %s", (jurisdiction) =>
  expect(inJurisdiction(namespace, jurisdiction)).toBe(`objects in ${jurisdiction}`),
);

test("without one they are anywhere", () => expect(inJurisdiction(namespace, "")).toBe(namespace));

test.each(["EU", "mars", " "])("%j is refused: nothing is stored in a place that was not meant", (jurisdiction) =>
  expect(() => inJurisdiction(namespace, jurisdiction)).toThrow(/none of eu, fedramp, us/),
);
