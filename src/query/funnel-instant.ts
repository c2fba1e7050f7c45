import type { FunnelStream } from "#query/funnel-stream.ts";

/** Several events of one timestamp: a funnel may take them in any order. */
export interface Instant {
  /** The position of the first of them. */
  start: number;
  /** The position after the last of them. */
  end: number;
  /** The events that fill the same steps are interchangeable, so each kind is looked at once. */
  kinds: { fit: number; positions: number[] }[];
}

/** Gives the instant an event belongs to; null where the event has its timestamp to itself. */
export function findInstants({ times, fits }: FunnelStream): (position: number) => Instant | null {
  const found = new Map<number, Instant>();
  const gather = (time: number, position: number): Instant => {
    let start = position;
    while (times[start - 1] === time) start -= 1;
    const kinds = new Map<number, number[]>();
    let end = start;
    for (; times[end] === time; end += 1) {
      const fit = fits[end] ?? 0;
      const positions = kinds.get(fit);
      if (positions) positions.push(end);
      else if (fit !== 0) kinds.set(fit, [end]);
    }
    return { start, end, kinds: [...kinds].map(([fit, positions]) => ({ fit, positions })) };
  };
  return (position) => {
    const time = times[position] ?? 0;
    if (times[position - 1] !== time && times[position + 1] !== time) return null;
    const known = found.get(time);
    if (known) return known;
    const instant = gather(time, position);
    found.set(time, instant);
    return instant;
  };
}

/** For each kind that can fill the step, its first event that isn't taken; by position. */
export const candidatesAt = (instant: Instant, step: number, taken: readonly number[]): number[] =>
  instant.kinds
    .filter(({ fit }) => (fit & (1 << step)) !== 0)
    .flatMap(({ positions }) => positions.find((position) => !taken.includes(position)) ?? [])
    .toSorted((a, b) => a - b);

/**
 * How many steps from `step` on the events of one instant can fill, each event one step, leaving out those taken: the
 * longest run of steps that can be matched with events (augmenting paths, so trying every order isn't needed).
 */
export function longestRun(
  { start, end, kinds }: Instant,
  step: number,
  steps: number,
  fits: readonly number[],
  taken: readonly number[],
): number {
  const here = taken.filter((position) => position >= start && position < end);
  const seats = kinds.map(({ fit, positions }) => ({
    fit,
    free: positions.length - here.filter((position) => fits[position] === fit).length,
    seated: [] as number[],
  }));
  const seat = (wanting: number, tried: Set<number>): boolean =>
    seats.some((kind, index) => {
      if ((kind.fit & (1 << wanting)) === 0 || tried.has(index)) return false;
      tried.add(index);
      if (kind.free > 0) {
        kind.free -= 1;
        kind.seated.push(wanting);
        return true;
      }
      const moved = kind.seated.findIndex((other) => seat(other, tried));
      if (moved < 0) return false;
      kind.seated[moved] = wanting;
      return true;
    });
  let run = 0;
  while (step + run < steps && seat(step + run, new Set())) run += 1;
  return run;
}
