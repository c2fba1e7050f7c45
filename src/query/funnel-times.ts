import type { Distribution } from "#core/answer.ts";
import { quantile } from "#query/segmentation-fold.ts";

/** Durations of one step, each with the number of the group it belongs to. */
export interface Durations {
  /** `ms` took a unit of the group to get there. */
  put(group: number, ms: number): void;
  /** Seconds, of the groups that pass. */
  seconds(of: (group: number) => boolean): number[];
  /** Were there more than are kept? */
  sampled(): boolean;
}

/** Keeps all up to `most`; of more, a random sample. */
export function createDurations(most: number): Durations {
  const kept: number[] = [];
  const groups: number[] = [];
  let seen = 0;
  let state = 1;
  /** Park and Miller's generator: plenty for a sample, and the same question draws the same numbers. */
  const random = (below: number): number => {
    state = (state * 48_271) % 2_147_483_647;
    return Math.floor((state / 2_147_483_647) * below);
  };
  return {
    put(group, ms) {
      seen += 1;
      // Reservoir sampling: every duration is as likely to be among the kept as any other.
      const place = kept.length < most ? kept.length : random(seen);
      if (place >= most) return;
      kept[place] = ms;
      groups[place] = group;
    },
    seconds: (of) => kept.flatMap((ms, place) => (of(groups[place] ?? 0) ? ms / 1_000 : [])),
    sampled: () => seen > kept.length,
  };
}

export const median = (seconds: readonly number[]): number | null =>
  seconds.length === 0 ? null : quantile(seconds, 0.5);

/** One bin more than asked for, so that the longest time has its place (SEMANTICS §4, time to convert). */
export function distributionOf(seconds: readonly number[], bins: number | undefined): Distribution {
  if (seconds.length === 0) return { bins: [], averageSeconds: null };
  let [least, most, sum] = [Infinity, -Infinity, 0];
  for (const one of seconds) {
    least = Math.min(least, one);
    most = Math.max(most, one);
    sum += one;
  }
  const low = Math.floor(least);
  const count = bins ?? Math.min(60, Math.max(3, Math.ceil(Math.cbrt(seconds.length))));
  const width = Math.ceil((Math.ceil(most) - low) / count) || 60;
  const counts = Array.from({ length: count + 1 }, () => 0);
  for (const one of seconds) {
    const bin = Math.floor((one - low) / width);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return {
    bins: counts.map((people, bin) => [low + bin * width, people]),
    averageSeconds: twoDecimals(sum / seconds.length),
  };
}

export const twoDecimals = (number: number): number => Math.round(number * 100) / 100;
