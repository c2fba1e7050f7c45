import { OTHER } from "#core/question/breakdown.ts";

/** Different values weighed while looking for the biggest groups; what appears after that many is taken for small. */
const MAX_VALUES = 10_000;

/** The groups of a breakdown, known beforehand or found while people go by. */
export interface Groups {
  /** The number of the value's group, which is made if need be; null where the value is shown nowhere. */
  join(value: string): number | null;
  /** The same, but makes no group. */
  find(value: string): number | null;
  /** What the group is called. */
  name(index: number): string;
  /** Makes the value's group bigger, by one where nothing else is said. */
  weigh(value: string, by?: number): void;
  /** The groups that have a size, biggest first, ties by value; `$other` is last. */
  ranking(): { name: string; index: number }[];
  /** The groups to ask again with, where there turned out to be more values than are shown; else null. */
  folded(): Groups | null;
  /** Is there a rest, in `$other` or dropped? */
  isFolded: boolean;
  /** Are there values nobody weighed? Then the biggest groups are those of the first 10,000 values. */
  overflowed(): boolean;
}

/**
 * Groups as they come: each value gets its own, as long as there are no more than `shown`. Mostly there aren't, and one
 * pass over the people is enough. Otherwise sizes go on being weighed, and `folded` gives the biggest groups and `$other`
 * (unless `other` is false) for a second pass: a person counts once inside `$other`, which no sum of counts can tell.
 */
export function findGroups(shown: number, other: boolean): Groups {
  const sizes = new Map<string, number>();
  const indices = new Map<string, number>();
  const names: string[] = [];
  let overflowed = false;
  const bySize = () => [...sizes].toSorted(([a, sizeOfA], [b, sizeOfB]) => sizeOfB - sizeOfA || (a < b ? -1 : 1));
  return {
    join(value) {
      const index = indices.get(value);
      if (index !== undefined || indices.size === shown) return index ?? null;
      indices.set(value, names.length);
      return names.push(value) - 1;
    },
    find: (value) => indices.get(value) ?? null,
    name: (index) => names[index] ?? "",
    weigh(value, by = 1) {
      const size = sizes.get(value);
      if (size === undefined && sizes.size === MAX_VALUES) overflowed = true;
      else sizes.set(value, (size ?? 0) + by);
    },
    ranking: () =>
      bySize().flatMap(([name]) => {
        const index = indices.get(name);
        return index === undefined ? [] : [{ name, index }];
      }),
    folded() {
      const ranked = bySize().map(([name]) => name);
      if (ranked.every((name) => indices.has(name)) && !overflowed) return null;
      return keepGroups(ranked.slice(0, shown), other && (ranked.length > shown || overflowed), overflowed);
    },
    isFolded: false,
    overflowed: () => overflowed,
  };
}

/** These groups and no others; every other value is in `$other`, or nowhere. */
function keepGroups(kept: readonly string[], other: boolean, overflowed: boolean): Groups {
  // A value that is really called "$other" would stand twice in the answer: it goes where it says.
  const names = other ? [...kept.filter((name) => name !== OTHER), OTHER] : kept;
  const indices = new Map(names.map((name, index) => [name, index]));
  const rest = other ? names.length - 1 : null;
  const find = (value: string) => indices.get(value) ?? rest;
  return {
    join: find,
    find,
    name: (index) => names[index] ?? "",
    weigh: () => {},
    ranking: () => names.map((name, index) => ({ name, index })),
    folded: () => null,
    isFolded: true,
    overflowed: () => overflowed,
  };
}
