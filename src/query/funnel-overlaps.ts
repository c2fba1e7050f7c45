import { addTo } from "#query/funnel-counts.ts";

/** The overlap over the whole range, not over one bucket of it. */
export const RANGE = -1;

/**
 * People who are in several groups, for when groups are folded into one: there each counts once, by the furthest.
 * Those with the same groups and steps are kept as one.
 */
export interface Overlaps {
  /** One person's groups with the steps reached in each, over the range or in a bucket. */
  add(bucket: number, entries: [index: number, reached: number][]): void;
  /** What to add (below 0: take away) at each number of steps reached, where these groups are one. */
  correction(bucket: number, isFolded: (index: number) => boolean): number[];
}

export function createOverlaps(): Overlaps {
  const buckets = new Map<number, Map<string, { entries: [index: number, reached: number][]; people: number }>>();
  return {
    add(bucket, entries) {
      let kept = buckets.get(bucket);
      if (!kept) buckets.set(bucket, (kept = new Map()));
      const key = entries.join(";");
      const same = kept.get(key);
      if (same) same.people += 1;
      else kept.set(key, { entries, people: 1 });
    },
    correction(bucket, isFolded) {
      const counts: number[] = [];
      for (const { entries, people } of buckets.get(bucket)?.values() ?? []) {
        const folded = entries.filter(([index]) => isFolded(index)).map(([, reached]) => reached);
        if (folded.length < 2) continue;
        for (const reached of folded) addTo(counts, reached, -people);
        addTo(counts, Math.max(...folded), people);
      }
      return counts;
    },
  };
}
