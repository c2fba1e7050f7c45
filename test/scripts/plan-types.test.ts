import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { PlannedEvent, PropertySchema } from "#core/tracking-plan.ts";
import { declarationsOf } from "#tracking-plan/typescript.ts";

const root = join(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "headwater-types-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const planned = (schema: PropertySchema, name = "Order", kind: PlannedEvent["kind"] = "track"): PlannedEvent => ({
  kind,
  name,
  enforcement: "allow",
  description: "",
  owner: "",
  schema,
});

const DECLARATIONS = declarationsOf([
  planned({
    required: ["price", "currency"],
    properties: {
      price: { type: "number", description: "what */ was paid" },
      currency: { enum: ["EUR", "USD"] },
      at: { type: "string", format: "date-time" },
      products: {
        type: "array",
        items: { type: "object", required: ["sku"], properties: { sku: { type: "string" } } },
      },
    },
  }),
  planned({ additionalProperties: false, properties: { note: { type: ["string", "null"] } } }, 'Odd "name" */ ${x}'),
  planned({}, "Opened"),
  planned({ properties: { age: { type: "integer" } } }, "", "identify"),
]);

const GOOD = [
  'track("Order", { price: 1, currency: "EUR" })',
  'track("Order", { price: 1, currency: "EUR", at: new Date(), products: [{ sku: "a" }], more: true })',
  'track("Order", { price: 1, currency: "USD" }, { integrations: {} })',
  'track("Opened")',
  'track("Opened", { anything: 1 })',
  "track('Odd \"name\" */ ${x}', { note: null })",
  'identify("u", { age: 3 })',
  "identify({ age: 3 })",
  "reset()",
];
const BAD = [
  'track("Ordr", { price: 1, currency: "EUR" })',
  'track("Order")',
  'track("Order", { price: "1", currency: "EUR" })',
  'track("Order", { price: 1, currency: "GBP" })',
  'track("Order", { currency: "EUR" })',
  'track("Order", { price: 1, currency: "EUR", products: [{}] })',
  "track('Odd \"name\" */ ${x}', { nte: null })",
  'identify("u", { age: "3" })',
  "nothing()",
];

const LIBRARIES = {
  ours: `import type { Analytics } from "./api.ts";\ndeclare const library: Analytics;`,
  segments: `import { AnalyticsBrowser } from "@segment/analytics-next";\nconst library = AnalyticsBrowser.load({ writeKey: "k" });`,
};

/** One program a call, so that each has its own verdict: all of them in one run of the compiler. */
let faults: string[] = [];
beforeAll(() => {
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  symlinkSync(join(root, "src/sdk/api.ts"), join(folder, "api.ts"));
  writeFileSync(join(folder, "headwater.d.ts"), DECLARATIONS);
  const files = Object.entries(LIBRARIES).flatMap(([name, library]) =>
    [...GOOD, ...BAD].map((call, index) => {
      const file = `${name}-${index}.ts`;
      const program = `${library}\nimport type { Planned } from "./headwater.d.ts";\nconst analytics = library as Planned<typeof library>;\nvoid analytics.${call};\n`;
      writeFileSync(join(folder, file), program);
      return file;
    }),
  );
  const options = ["--noEmit", "--strict", "--skipLibCheck", "--target", "esnext", "--module", "esnext"];
  const more = ["--moduleResolution", "bundler", "--allowImportingTsExtensions", "--preserveSymlinks", "--types", ""];
  try {
    execFileSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), ...options, ...more, ...files], {
      cwd: folder,
    });
  } catch (error) {
    // The compiler says what is wrong, and ends with a status of its own for that.
    if (!(error instanceof Error) || !("stdout" in error)) throw error;
    faults = String(error.stdout).split("\n");
  }
}, 120_000);

const cases = Object.keys(LIBRARIES).flatMap((library) =>
  [...GOOD, ...BAD].map((call, index) => ({ library, call, index, isGood: index < GOOD.length })),
);

it.each(cases)("$library: $call", ({ library, index, isGood }) => {
  const own = faults.filter((line) => line.startsWith(`${library}-${index}.ts`));
  expect(own.length === 0, own.join("\n")).toBe(isGood);
});

it("the declarations themselves are sound", () => {
  expect(faults.filter((line) => line.startsWith("headwater.d.ts"))).toEqual([]);
});
