import { expect, test } from "vitest";
import { partOfEverybody } from "#core/report/everybody.ts";
import { numbersIn } from "#core/report/numbers.ts";

test.each([
  [1_318, 9_204, 1_318 / 9_204, "of 9,204 people · 14.3%"],
  [0, 5, 0, "of 5 people · 0%"],
  // Everybody was counted a moment before.
  [12, 10, 1, "of 12 people · 100%"],
  [7, null, null, "people"],
  [1, null, null, "person"],
  [0, 0, null, "people"],
])("%d of %s: %s, %s", (count, everybody, part, words) => {
  expect(partOfEverybody(count, everybody, numbersIn("en"))).toEqual({ part, words });
});
