import type { Part } from "#query/reading.ts";

/** People who were active in exactly these buckets. */
export interface Pattern {
  /** Ascending. */
  buckets: number[];
  people: number;
}

/** In which of some buckets people of a part were active: a bit each. */
export interface BucketPatterns {
  add(bucket: number, persons: readonly number[]): void;
  /** Each pattern once, with how many people have it. */
  all(): Pattern[];
}

/** Words of 32 bits held at once. */
const MAX_WORDS = 8_000_000;

const wordsOf = (buckets: number): number => Math.ceil(buckets / 32);

/** How many parts the people are taken in, where `most` is the greatest number of one. */
export const partsOfPatterns = (most: number, buckets: number): number =>
  Math.max(1, Math.ceil(((most + 1) * wordsOf(buckets)) / MAX_WORDS));

export function createPatterns(most: number, buckets: number, { parts }: Part): BucketPatterns {
  const words = wordsOf(buckets);
  const bits = new Uint32Array((Math.floor(most / parts) + 1) * words);
  return {
    add(bucket, persons) {
      const word = bucket >>> 5;
      const bit = 1 << (bucket & 31);
      for (const person of persons) {
        // Numbers of people in one part are the same but for multiples of `parts`.
        const place = Math.floor(person / parts) * words + word;
        bits[place] = (bits[place] ?? 0) | bit;
      }
    },
    all() {
      const counts = new Map<number | string, { at: number; people: number }>();
      for (let at = 0; at < bits.length; at += words) {
        const own = bits.subarray(at, at + words);
        const key = words === 1 ? (own[0] ?? 0) : own.some((word) => word !== 0) ? own.join() : 0;
        if (key === 0) continue;
        const known = counts.get(key);
        if (known) known.people += 1;
        else counts.set(key, { at, people: 1 });
      }
      return [...counts.values()].map(({ at, people }) => ({
        buckets: Array.from({ length: buckets }, (_, bucket) => bucket).filter(
          (bucket) => ((bits[at + (bucket >>> 5)] ?? 0) & (1 << (bucket & 31))) !== 0,
        ),
        people,
      }));
    },
  };
}
