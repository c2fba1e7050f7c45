import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { type Allowed, verdictOf } from "../../scripts/audit-verdict.ts";
import { AUDIT_ALLOWED } from "../../scripts/audit-allowed.ts";
import { EXCEPTIONS, faults, isPermissive, licencesDocument, licensed } from "../../scripts/licence-list.ts";
import { currentLicences, LICENCES_FILE } from "../../scripts/licences.ts";

const advisory = "https://github.com/advisories/GHSA-0000-0000-0000";
const report = JSON.stringify({
  vulnerabilities: {
    inner: { severity: "high", via: [{ url: advisory, title: "Bad" }] },
    outer: { severity: "high", via: ["inner"] },
  },
});
const allowed: Allowed[] = [{ advisory, reason: "never called", until: "2026-12-31" }];

it.each([
  ["nothing known", '{"vulnerabilities":{}}', [], { kind: "clean", allowed: [] }],
  ["a fault", report, [], { kind: "found", findings: [`inner: high: Bad (${advisory})`] }],
  ["a fault that is allowed", report, allowed, { kind: "clean", allowed: [advisory] }],
  ["no registry", '{"message":"405 Method Not Allowed"}', [], { kind: "no answer", reason: "405 Method Not Allowed" }],
  ["no JSON", "npm error network", [], { kind: "no answer", reason: "npm error network" }],
  ["nothing at all", "", [], { kind: "no answer", reason: "nothing was printed" }],
])("judges %s", (_, printed, list, verdict) => {
  expect(verdictOf(printed, list, "2026-12-31")).toEqual(verdict);
});

it("allows nothing for longer than was said", () => {
  expect(verdictOf(report, allowed, "2027-01-01").kind).toBe("found");
});

it("allows only what has a reason and a day", () => {
  for (const { reason, until } of AUDIT_ALLOWED) {
    expect(reason.length).toBeGreaterThan(10);
    expect(until).toMatch(/^\d{4}-\d\d-\d\d$/);
  }
});

it("is built from nothing whose licence asks for more than its own text", () => {
  const list = currentLicences();
  expect(list.length).toBeGreaterThan(80);
  expect(faults(list)).toEqual([]);
  const names = new Set(list.map(({ name }) => name));
  for (const name of Object.keys(EXCEPTIONS)) expect(names).toContain(name);
});

it("says so in docs/licences.md", () => {
  expect(readFileSync(LICENCES_FILE, "utf8")).toBe(licencesDocument(currentLicences()));
});

it("finds a licence that is not allowed, wherever in the tree, and none of what is only for development", () => {
  const lock = {
    packages: {
      "": { dependencies: { a: "1" }, devDependencies: { tool: "1" } },
      "node_modules/a": { version: "1", license: "MIT", dependencies: { b: "1" }, devDependencies: {} },
      "node_modules/a/node_modules/b": { version: "2", license: "GPL-3.0", dependencies: {}, devDependencies: {} },
      "node_modules/b": { version: "1", license: "MIT", dependencies: {}, devDependencies: {} },
      "node_modules/tool": { version: "1", license: "GPL-3.0", dependencies: {}, devDependencies: {} },
    },
  };
  expect(faults(licensed(lock)).map(({ name, version }) => `${name} ${version}`)).toEqual(["b 2"]);
});

it.each([
  ["MIT", true],
  ["MIT OR GPL-3.0", true],
  ["(MIT AND Apache-2.0)", true],
  ["MIT AND GPL-3.0", false],
  ["SEE LICENSE IN LICENSE", false],
  ["none said", false],
])("reads %s", (expression, wanted) => {
  expect(isPermissive(expression)).toBe(wanted);
});
