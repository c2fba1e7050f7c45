import { expect, test } from "vitest";
import { compilePattern, MAX_PATTERN_LENGTH, MAX_PATTERN_TEXT, patternDanger } from "#core/pattern.ts";

test.each([
  "\\.com$",
  "^/go/to/blog/.*",
  "?*",
  "foo|bar|baz",
  "^https?://[^/]+/(de|en)/.*\\.html$",
  ".*checkout.*",
  "^[^@]+@[^@]+\\.[^@]+$",
  "\\w+@\\w+\\.\\w+",
  "(\\d{3}-){2}\\d{4}",
  "[*+?]+x",
  "\\(a+\\)",
  "(?:ab)+c",
  "(?<year>\\d{4})",
])("%s may be used", (pattern) => {
  expect(patternDanger(pattern)).toBeNull();
});

test.each([
  ["(a+)+$", /repeated group/],
  ["(a|a)*$", /repeated group/],
  ["((ab)?c)+", /repeated group/],
  ["([a-z]+)*x", /repeated group/],
  ["(?:a*){5}", /repeated group/],
  ["^(([a-z])+.)+[A-Z]([a-z])+$", /repeated group/],
  ["(a)\\1", /Back-references/],
  ["(?<n>a)\\k<n>", /Back-references/],
  ["(?=a+)b", /Look-around/],
  ["(?<!a)b", /Look-around/],
  [".*.*.*.*x", /open-ended/],
  ["^a|.*b.*c.*d.*e", /open-ended/],
  [`${"a?".repeat(30)}${"a".repeat(30)}`, /open-ended/],
  ["(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b).*x", /open-ended/],
  ["(a{100}){100}", /counted repeats/],
  ["a".repeat(MAX_PATTERN_LENGTH + 1), /200 characters/],
])("%s is refused", (pattern, reason) => {
  expect(patternDanger(pattern)).toMatch(reason);
});

test("a pattern that is none says so instead of throwing", () => {
  expect(compilePattern("?*")).toBeNull();
});

test("only the beginning of a long value is looked at", () => {
  const endsWithX = compilePattern("x$");
  expect(endsWithX?.(`${"a".repeat(MAX_PATTERN_TEXT - 1)}x`)).toBe(true);
  expect(endsWithX?.(`${"a".repeat(MAX_PATTERN_TEXT)}x`)).toBe(false);
});

test("the worst that is let through, on a text made to hurt it, ends within a few seconds", () => {
  const test = compilePattern("a.*b.*c$");
  expect(patternDanger("a.*b.*c$")).toBeNull();
  const begun = performance.now();
  expect(test?.("ab".repeat(MAX_PATTERN_TEXT / 2))).toBe(false);
  expect(performance.now() - begun).toBeLessThan(5_000);
});
