import { expect, test } from "vitest";
import { blockRule } from "../../scripts/block-rule.ts";

test.each([
  ["/track.js?", "https://a.example/x/track.js?v=1", true],
  ["/track.js|", "https://a.example/track.js", true],
  ["/track.js|", "https://a.example/track.js?v=1", false],
  ["/pixel/*/log^", "https://a.example/pixel/7/log?x", true],
  ["/pixel/*/log^", "https://a.example/pixel/7/logs", false],
  ["&uid=*&ev=", "https://a.example/?a&uid=1&ev=2", true],
  ["/Collect.$script", "https://a.example/collect.js", true],
  ["/\\/hw\\/\\w+\\.js$/", "https://a.example/hw/abc.js", true],
  [".gif?id=", "https://a.example/bgif?id=", false],
])("%s on %s: %s", (line, url, matches) => {
  expect(blockRule(line)?.matches(url)).toBe(matches);
});

test.each([
  "! a comment",
  "[Adblock Plus 2.0]",
  "@@/track.js",
  "||tracker.example^",
  "site.example##.ad",
  "/track.js$domain=a.example",
  "",
])("%s says nothing of other sites", (line) => {
  expect(blockRule(line)).toBeNull();
});
