import RealAjv from "ajv";
import addRealFormats from "ajv-formats";
import { sample } from "fast-check";
import { expect, it } from "vitest";
import OurAjv from "#destinations/segment-catalogue/runtime/ajv.ts";
import addOurFormats from "#destinations/segment-catalogue/runtime/ajv-formats.ts";
import { payloadOf } from "./segment-payloads.ts";
import { allSchemas } from "./segment-schemas.ts";

/** Payloads for each schema; `npm run soak:catalogue` tries many more, of another seed each time. */
const SOAK = Number(import.meta.env["VITE_SOAK"] ?? 0);
const RUNS = SOAK > 0 ? SOAK : 10;
const SEED = SOAK > 0 ? Date.now() % 2 ** 31 : 42;

/** As actions-core makes its own. */
const real = new RealAjv({
  coerceTypes: "array",
  allErrors: true,
  allowUnionTypes: true,
  verbose: true,
  removeAdditional: true,
  logger: false,
});
addRealFormats(real);
const ours = addOurFormats(new OurAjv());
/** In short what actions-core has: what matters is that both have the same. */
const dateLike = (text: string) => !Number.isNaN(Date.parse(text)) || /^\d+$/.test(text);
real.addFormat("text", true).addFormat("date-like", dateLike);
ours.addFormat("text", true).addFormat("date-like", dateLike);

interface Fault {
  instancePath: string;
  keyword: string;
  params: object;
  message?: string | undefined;
}
const brief = (errors: readonly Fault[] | null | undefined) =>
  (errors ?? []).map(({ instancePath, keyword, params, message }) => ({ instancePath, keyword, params, message }));

/** What comes out of a mapping. */
const isPayload = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const schemas = await allSchemas();
const title = `says what ajv says of every payload, and makes the same of it (${schemas.length} schemas, ${RUNS} payloads each, seed ${SEED})`;

it("has the schemas of the whole package", () => {
  expect(schemas.length).toBeGreaterThanOrEqual(800);
});

it(title, { timeout: 3_600_000 }, () => {
  let valid = 0;
  let changed = 0;
  for (const { name, schema } of schemas) {
    const [byAjv, byUs] = [real.compile(schema), ours.compile(schema)];
    for (const payload of sample(payloadOf(schema).filter(isPayload), { numRuns: RUNS, seed: SEED })) {
      const [theirs, own] = [structuredClone(payload), structuredClone(payload)];
      const [verdict, ownVerdict] = [byAjv(theirs), byUs(own)];
      expect(
        { verdict: ownVerdict, payload: own, errors: brief(byUs.errors) },
        `${name} ${JSON.stringify(payload)}`,
      ).toEqual({ verdict, payload: theirs, errors: brief(byAjv.errors) });
      valid += Number(verdict);
      changed += Number(JSON.stringify(theirs) !== JSON.stringify(payload));
    }
  }
  // Neither all good nor all bad, or it would show nothing.
  expect(Math.min(valid, changed)).toBeGreaterThan(schemas.length / 2);
});
