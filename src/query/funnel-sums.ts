import { createOverlaps, type Overlaps } from "#query/funnel-overlaps.ts";
import { createDurations, type Durations } from "#query/funnel-times.ts";

/** What is kept of one group: numbers that don't grow with the people in it. */
export interface GroupSums {
  /** Its number, in the order groups appear; 0 is the rest. */
  index: number;
  /** How many units (attempts, sessions, people) reached exactly so many steps. */
  units: number[];
  /** How many people did, by the furthest of their units. */
  people: number[];
  /** For each step the sum of the ms since the one before, over the units that reached it. */
  waited: number[];
  /** How many people did, by the furthest attempt that began in the bucket. */
  enteredIn(bucket: number): number[];
}

function createSums(index: number): GroupSums {
  const buckets = new Map<number, number[]>();
  return {
    index,
    units: [],
    people: [],
    waited: [],
    enteredIn(bucket) {
      let counts = buckets.get(bucket);
      if (!counts) buckets.set(bucket, (counts = []));
      return counts;
    },
  };
}

/** Everything a tally keeps. */
export interface FunnelSums {
  groups: FunnelGroups;
  overlaps: Overlaps;
  /** For each step the time since the one before. */
  waits: Durations[];
  /** The time from one chosen step to another. */
  conversions: Durations;
}

/** Durations kept in one answer, 12 bytes each; of more, a random sample is kept. */
const MAX_DURATIONS = 3_000_000;

export function createFunnelSums(steps: number): FunnelSums {
  const most = Math.floor(MAX_DURATIONS / steps);
  return {
    groups: createGroups(),
    overlaps: createOverlaps(),
    waits: Array.from({ length: steps }, () => createDurations(most)),
    conversions: createDurations(most),
  };
}

/** Different values of a breakdown that are told apart; what appears after that many is in `$other`. */
const MAX_VALUES = 5_000;

export interface FunnelGroups {
  /** null, and values above the most that can be told apart, give the sums of the rest. */
  of(name: string | null): GroupSums;
  named: ReadonlyMap<string, GroupSums>;
  rest: GroupSums;
  overflowed(): boolean;
}

export function createGroups(most = MAX_VALUES): FunnelGroups {
  const named = new Map<string, GroupSums>();
  const rest = createSums(0);
  let overflowed = false;
  return {
    of(name) {
      const known = name === null ? undefined : named.get(name);
      if (known) return known;
      if (name === null || named.size === most) {
        overflowed = true;
        return rest;
      }
      const sums = createSums(named.size + 1);
      named.set(name, sums);
      return sums;
    },
    named,
    rest,
    overflowed: () => overflowed,
  };
}
