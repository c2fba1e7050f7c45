/** Two letters that stand for a name: of its first two words, or the first two of its only one. */
export function initialsOf(name: string): string {
  const [first = "", second] = name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
  const letters = second === undefined ? Array.from(first).slice(0, 2) : [Array.from(first)[0], Array.from(second)[0]];
  return letters.join("").toUpperCase();
}

/** The same of `count` places for the same name, always. */
export const placeOf = (name: string, count: number): number =>
  Array.from(name).reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973, 7) % count;
