import { Misuse } from "./failure.ts";

/** A whole number above zero. Throws Misuse, which calls it `what`. */
export function wholeNumber(what: string, text: string): number {
  const number = /^\d{1,15}$/.test(text) ? Number(text) : 0;
  if (number > 0) return number;
  throw new Misuse(`${what} should be a whole number, not "${text}".`);
}

/** Several, with commas between. */
export const wholeNumbers = (what: string, text: string): number[] =>
  text.split(",").map((each) => wholeNumber(what, each.trim()));
