import type { DestinationEntry } from "#dashboard/api/destinations.ts";

const RANK: Record<DestinationEntry["tier"], number> = { native: 0, curated: 1, catalogue: 2 };

/** Those of a category whose name or description has all words; our own first, then by name. */
export function findDestinations(
  all: readonly DestinationEntry[],
  { search, category }: { search: string; category: string | null },
): DestinationEntry[] {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const inName = (one: DestinationEntry) =>
    words.length > 0 && words.every((word) => one.name.toLowerCase().includes(word));
  return all
    .filter(({ categories }) => category === null || categories.includes(category))
    .filter(({ name, description, slug }) => {
      const text = `${name} ${description} ${slug}`.toLowerCase();
      return words.every((word) => text.includes(word));
    })
    .toSorted(
      (one, other) =>
        Number(inName(other)) - Number(inName(one)) ||
        RANK[one.tier] - RANK[other.tier] ||
        (one.tier === "native" ? 0 : one.name.localeCompare(other.name)),
    );
}

/** Categories that there is something of, by name, and how many. */
export function categoriesOf(all: readonly DestinationEntry[]): [category: string, count: number][] {
  const counts = new Map<string, number>();
  for (const category of all.flatMap(({ categories }) => categories))
    counts.set(category, (counts.get(category) ?? 0) + 1);
  return [...counts].toSorted(([one], [other]) => one.localeCompare(other));
}

/** Where a destination comes from, in words. */
export const TIERS: Record<DestinationEntry["tier"], string> = {
  native: "By Headwater",
  curated: "From Segment's open catalogue, checked by us",
  catalogue: "From Segment's open catalogue, not individually verified",
};
