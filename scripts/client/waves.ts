import { Misuse } from "../connections/failure.ts";

/** `1,5,25%` cuts a list into waves of one, five and a quarter of all, and a last one of the rest. Throws Misuse. */
export function wavesOf<Item>(items: readonly Item[], sizes: string): Item[][] {
  const waves: Item[][] = [];
  let begin = 0;
  for (const size of sizes.split(",").map((text) => text.trim())) {
    const [, digits, percent] = /^(\d+)(%?)$/.exec(size) ?? [];
    const number = Number(digits);
    if (digits === undefined || number === 0 || (percent === "%" && number > 100))
      throw new Misuse(`--wave takes numbers and percentages, such as 1,5,25%; "${size}" is neither.`);
    const count = percent === "%" ? Math.ceil((items.length * number) / 100) : number;
    waves.push(items.slice(begin, begin + count));
    begin += count;
  }
  return [...waves, items.slice(begin)].filter((wave) => wave.length > 0);
}
