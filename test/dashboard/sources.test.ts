import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { arrivalWords } from "#dashboard/screens/sources/arrival-words.ts";
import { inlineScriptOf, policyLine, waysOf } from "#dashboard/screens/sources/snippets.ts";
import { welcome } from "../../scripts/welcome.ts";

const host = "https://hw.example";

it("gives a site every way, and a server none that would show its key in a page", () => {
  expect(waysOf("public", host, "wk_1").map(({ id }) => id)).toEqual(["html", "npm", "react", "server", "curl"]);
  expect(waysOf("secret", host, "wk_1").map(({ id }) => id)).toEqual(["server", "curl"]);
});

it("names the real address and key in every way, and the snippet is the one that the terminal prints", () => {
  for (const kind of ["public", "secret"] as const) {
    for (const { parts } of waysOf(kind, host, "wk_1")) {
      const code = parts.map((part) => part.code).join("\n");
      expect(code).toContain(host);
      expect(code).toContain("wk_1");
    }
  }
  const html = waysOf("public", host, "wk_1")[0]?.parts[0]?.code ?? "nothing";
  expect(welcome({ url: host, writeKey: "wk_1", adminToken: "" }).replaceAll(/^ {4}/gm, "")).toContain(html);
});

it("allows the snippet's own script by its hash", () => {
  const script = inlineScriptOf(waysOf("public", host, "wk_1")[0]?.parts[0]?.code ?? "");
  expect(script).toContain("analytics._loadOptions");
  expect(script).not.toContain("<");
  const hash = createHash("sha256").update(script).digest("base64");
  expect(policyLine(host, hash)).toBe(`script-src 'self' ${host} 'sha256-${hash}'; connect-src 'self' ${host}`);
  expect(policyLine(host, null)).toBe(`script-src 'self' ${host}; connect-src 'self' ${host}`);
});

it.each([
  [false, 0, "off"],
  [true, undefined, "waiting"],
  [true, null, "waiting"],
  [true, 1_000_000_000, "good"],
  [true, 0, "quiet"],
] as const)("a source (on: %s, last event: %s) is %s", (isEnabled, arrivedAt, tone) => {
  expect(arrivalWords(isEnabled, arrivedAt, 1_000_000_000 + 14_000).tone).toBe(tone);
});
