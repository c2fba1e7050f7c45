import { expect, test } from "vitest";
import { easyPrivacy, others, ours } from "../../scripts/known-rules.ts";

test("EasyPrivacy knows Segment's addresses, and none of ours", () => {
  const rules = easyPrivacy();
  const hits = (url: string) => rules.filter((rule) => rule.matches(url)).map(({ text }) => text);
  expect(rules.length).toBeGreaterThan(1_000);
  for (const url of others) expect(hits(url), url).not.toEqual([]);
  for (const url of ours) expect(hits(url), url).toEqual([]);
});
