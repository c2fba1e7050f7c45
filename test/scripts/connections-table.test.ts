import { describe, expect, test } from "vitest";
import { printable, printableJson } from "../../scripts/connections/printable.ts";
import { pairs, table } from "../../scripts/connections/table.ts";

describe("a table", () => {
  test.each([
    ["no rows", [], Infinity, "ID  NAME"],
    [
      "columns as wide as their widest",
      [
        ["1", "a"],
        ["100", "b"],
      ],
      Infinity,
      "ID   NAME\n1    a\n100  b",
    ],
    ["a row stays a line", [["1", "a\nb\t c"]], Infinity, "ID  NAME\n1   a b c"],
    ["empty cells leave no spaces behind", [["1", ""]], Infinity, "ID  NAME\n1"],
    ["letters, not bytes", [["é👩‍👩‍👧", "a"]], Infinity, "ID  NAME\né👩‍👩‍👧  a"],
    [
      "the last is wrapped under itself",
      [["1", "one two three four five six seven"]],
      24,
      "ID  NAME\n1   one two three four\n    five six seven",
    ],
    [
      "a full line is no longer than that",
      [["1", "1234567890 123456789 x"]],
      24,
      "ID  NAME\n1   1234567890 123456789\n    x",
    ],
    ["one letter more is", [["1", "1234567890 1234567890"]], 24, "ID  NAME\n1   1234567890\n    1234567890"],
    [
      "a long word stays whole",
      [["1", `see ${"x".repeat(40)} there`]],
      24,
      `ID  NAME\n1   see\n    ${"x".repeat(40)}\n    there`,
    ],
    [
      "never narrower than words are",
      [["1".repeat(30), "one two three four"]],
      10,
      `ID${" ".repeat(30)}NAME\n${"1".repeat(30)}  one two three four`,
    ],
  ])("%s", (_, rows, width, text) => {
    expect(table(["id", "name"], rows, width)).toBe(text);
  });

  test("pairs have no heads", () => {
    expect(
      pairs(
        [
          ["state", "on"],
          ["id", "1"],
        ],
        Infinity,
      ),
    ).toBe("state  on\nid     1");
  });
});

describe("what strangers wrote", () => {
  test.each([
    ["\u001b[2Jgone", "\u{fffd}[2Jgone"],
    ["a\u009b31mb\u007f\r", "a\u{fffd}31mb\u{fffd}\u{fffd}"],
    ["abc\u202edcb", "abc\u{fffd}dcb"],
    ["Grüße, 世界 👋\nnext", "Grüße, 世界 👋\nnext"],
  ])("%j does not steer the terminal", (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  test("is the same in JSON, written as escapes", () => {
    const value = { a: "\u001b[2J\u009b31m\u007f\u202e é" };
    const text = printableJson(value);
    expect(JSON.parse(text)).toEqual(value);
    expect(printable(text)).toBe(text);
  });
});
