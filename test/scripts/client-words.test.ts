import { expect, test } from "vitest";
import { Client, ClientName, newPathAlias } from "../../scripts/client/client-file.ts";
import { parseJsonc } from "../../scripts/client/jsonc.ts";
import { differences, inLines } from "../../scripts/client/setup/difference.ts";
import { placeholderFor, variableIn } from "../../scripts/client/setup/placeholders.ts";
import { wavesOf } from "../../scripts/client/waves.ts";

const letters = (count: number) => "abcdefghijklmnopqrst".slice(0, count).split("");

test.each([
  [12, "1,5,25%", ["a", "bcdef", "ghi", "jkl"]],
  [12, "100%", ["abcdefghijkl"]],
  [2, "1,5,25%", ["a", "b"]],
  [1, "5", ["a"]],
  [0, "1,5,25%", []],
])("%d clients in waves of %s", (count, sizes, waves) =>
  expect(wavesOf(letters(count), sizes).map((wave) => wave.join(""))).toEqual(waves),
);

test.each(["0", "", "1,,2", "many", "101%", "-1"])("no wave is %j", (sizes) =>
  expect(() => wavesOf(letters(3), sizes)).toThrow(/--wave takes/),
);

test.each([
  ['{"a": 1, // one\n "b": [1, 2,], /* two */ }', { a: 1, b: [1, 2] }],
  ['{"url": "https://a.b//c", "text": "a, ] /* no */ // no"}', { url: "https://a.b//c", text: "a, ] /* no */ // no" }],
  [String.raw`{"quote": "\"// still text\",]"}`, { quote: '"// still text",]' }],
])("%s", (text, value) => expect(parseJsonc(text)).toEqual(value));

test.each(["[1 2]", "{", '{"a" 1}', ""])("%j is no JSON", (text) =>
  expect(() => parseJsonc(text)).toThrow(SyntaxError),
);

test.each(["acme", "a1-b2", "acme-shop"])("%s is a name", (name) =>
  expect(ClientName.safeParse(name).success).toBe(true),
);
test.each([
  "Acme",
  "a--b",
  "-a",
  "a-",
  "acme-catalogue",
  "acme-events",
  "acme-events-dead",
  "1a",
  "a".repeat(41),
  "../etc",
  "",
])("%j is none", (name) => expect(ClientName.safeParse(name).success).toBe(false));

test("a path alias is new each time, and may stand in a client's file", () => {
  const all = Array.from({ length: 50 }, newPathAlias);
  expect(new Set(all).size).toBeGreaterThan(45);
  for (const pathAlias of all) expect(Client.shape.pathAlias.safeParse(pathAlias).success).toBe(true);
});

test("differences are told by their places", () => {
  const from = { a: 1, b: { c: [1, { d: 2 }] }, gone: true, same: [1] };
  const to = { a: 1, b: { c: [1, { d: 3 }] }, came: "x", same: [1] };
  expect(inLines(differences(from, to))).toEqual([
    "      b.c[1].d: 2 → 3",
    "      gone: true → nothing",
    '      came: nothing → "x"',
  ]);
  expect(differences({ list: [1] }, { list: [1, 2] })).toEqual([{ at: "list", from: [1], to: [1, 2] }]);
  expect(differences(from, structuredClone(from))).toEqual([]);
});

test.each([
  [["My shop", "signingSecret"], "${MY_SHOP_SIGNING_SECRET}"],
  [["24 hours", "key"], "${S_24_HOURS_KEY}"],
])("the variable of %j", (words, placeholder) => {
  expect(placeholderFor(...words)).toBe(placeholder);
  expect(variableIn(placeholder)).toBe(placeholder.slice(2, -1));
});
test.each(["$A", "${a}", "x${A}", 1, null, "${A}${B}"])("%j stands for no variable", (value) =>
  expect(variableIn(value)).toBeNull(),
);
