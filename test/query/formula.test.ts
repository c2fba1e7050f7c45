import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseFormula } from "#query/formula.ts";

const VALUES: Record<string, number> = { A: 10, B: 4, C: 0, D: -2.5 };

function valueOf(text: string): number {
  const formula = parseFormula(text);
  if ("fault" in formula) throw new Error(formula.fault);
  return formula.evaluate((letter) => VALUES[letter] ?? Number.NaN);
}

describe("a formula", () => {
  test.each([
    ["A", 10],
    ["a+b", 14],
    ["A - B - 1", 5],
    ["A/B/2", 1.25],
    ["A-B*2", 2],
    ["(A-B)*2", 12],
    ["-(A+B)*2+B/2", -26],
    ["2*-A", -20],
    ["--A", 10],
    ["1.5*A", 15],
    ["A/C", 0],
    ["A/(B-4)+1", 1],
    ["0/C", 0],
    [" ( ( A ) ) ", 10],
  ])("%s is %d", (text, value) => expect(valueOf(text)).toBe(value));

  test.each(["", " ", "A+", "*A", "A B", "AB", "2A", "(A", "A)", "()", "A..B", ".5", "A^B", "alert(1)", "A;B", "+A"])(
    "%j is refused with a reason",
    (text) => expect(parseFormula(text)).toEqual({ fault: expect.stringMatching(/\.$/) as string }),
  );

  test("names its letters once each, in capitals", () => {
    expect(parseFormula("a/(B+A)*100")).toMatchObject({ letters: ["A", "B"] });
  });
});

interface Written {
  text: string;
  value: number;
}

/** Formulas with their value, which is worked out while they are written. */
const { written } = fc.letrec<{ written: Written }>((tie) => {
  const pair = fc.tuple(tie("written"), tie("written"));
  const joined = (sign: string, compute: (a: number, b: number) => number) =>
    pair.map(([a, b]) => ({ text: `(${a.text})${sign}(${b.text})`, value: compute(a.value, b.value) }));
  return {
    written: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.constantFrom("A", "B", "C", "D").map((text) => ({ text, value: VALUES[text] ?? 0 })),
      fc.integer({ min: 0, max: 99 }).map((number) => ({ text: String(number), value: number })),
      joined("+", (a, b) => a + b),
      joined(" - ", (a, b) => a - b),
      joined("*", (a, b) => a * b),
      joined("/", (a, b) => (b === 0 ? 0 : a / b)),
      tie("written").map(({ text, value }) => ({ text: `-(${text})`, value: -value })),
    ),
  };
});

describe("any formula", () => {
  test("has the value it was written with", () => {
    fc.assert(
      fc.property(written, ({ text, value }) => {
        // +0 and -0 are the same number to a reader.
        expect(valueOf(text) + 0).toBe(value + 0);
      }),
    );
  });

  test("without brackets is what arithmetic says: * and / first, then from left to right", () => {
    const sign = fc.constantFrom("+", "-", "*");
    const tail = fc.array(fc.tuple(sign, fc.integer({ min: 1, max: 9 })), { maxLength: 8 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), tail, (first, rest) => {
        const sums = [[first]];
        const signs = [1];
        for (const [sign, number] of rest) {
          if (sign === "*") sums.at(-1)?.push(number);
          else {
            sums.push([number]);
            signs.push(sign === "+" ? 1 : -1);
          }
        }
        const products = sums.map((factors, at) => (signs[at] ?? 1) * factors.reduce((a, b) => a * b));
        const text = `${first}${rest.map(([sign, number]) => sign + String(number)).join("")}`;
        expect(valueOf(text)).toBe(products.reduce((a, b) => a + b));
      }),
    );
  });

  test("is either read or refused, whatever is written", () => {
    const text = fc.string({
      unit: fc.constantFrom("A", "B", "1", "2", ".", "+", "-", "*", "/", "(", ")", " "),
      maxLength: 40,
    });
    fc.assert(
      fc.property(fc.oneof(text, fc.string()), (text) => {
        const formula = parseFormula(text);
        if ("fault" in formula) expect(formula.fault).not.toBe("");
        else expect(typeof formula.evaluate(() => 1)).toBe("number");
      }),
    );
  });
});
