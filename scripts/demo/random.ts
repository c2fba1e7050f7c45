/** Chance that repeats: the same seed gives the same draws, in the same order, on every machine. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** A whole number in [from, to]. */
  between(from: number, to: number): number;
  /** True as often as `share` of 1 says. */
  chance(share: number): boolean;
  pick<const L extends readonly [unknown, ...unknown[]]>(list: L): L[number];
  /** The more `weight`, the more often. */
  weighted<T extends { weight: number }>(list: readonly [T, ...T[]]): T;
  /** Eight hexadecimal digits. */
  hex(): string;
}

/** Bob Jenkins' small fast generator (sfc32, public domain), stirred before its first draw. */
export function randomFrom(seed: number): Random {
  let [a, b, c, count] = [seed | 0, 0x9e3779b9 | 0, 0x243f6a88 | 0, 1];
  const draw = (): number => {
    const sum = (((a + b) | 0) + count) | 0;
    count = (count + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let round = 0; round < 15; round += 1) draw();

  const next = () => draw() / 0x1_0000_0000;
  return {
    next,
    pick: (list) => list[Math.floor(next() * list.length)],
    between: (from, to) => from + Math.floor(next() * (to - from + 1)),
    chance: (share) => next() < share,
    hex: () => draw().toString(16).padStart(8, "0"),
    weighted: (list) => {
      let left = next() * list.reduce((sum, { weight }) => sum + weight, 0);
      return list.find(({ weight }) => (left -= weight) < 0) ?? list[0];
    },
  };
}
