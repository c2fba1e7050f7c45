/** The events a funnel looks at, of one person or one session, by time and then by arrival. */
export interface FunnelStream {
  /** ms */
  times: readonly number[];
  /** The steps each event can fill: bit k for step k. */
  fits: readonly number[];
  /** For each exclusion, the positions of its events. */
  barred: readonly (readonly number[])[];
}

/** The attempt that begins at the event in this position: the positions of the events taken, one a step reached. */
export type AttemptSearch = (entry: number) => number[];

/** For each step the positions of the events that can fill it. */
export function positionsByStep(fits: readonly number[], steps: number): number[][] {
  const lists = Array.from({ length: steps }, (): number[] => []);
  fits.forEach((fit, position) => {
    // Lowest bit first: most events fill one step, if any.
    for (let rest = fit; rest !== 0; rest &= rest - 1) lists[31 - Math.clz32(rest & -rest)]?.push(position);
  });
  return lists;
}

/**
 * Finds in a sorted list the index of the first number that is not below `least`. It walks from where it was last:
 * whoever asks for ever greater numbers, give or take, walks the list once.
 */
export function createCursor(sorted: readonly number[]): (least: number) => number {
  let at = 0;
  return (least) => {
    while (at > 0 && (sorted[at - 1] ?? 0) >= least) at -= 1;
    while ((sorted[at] ?? Infinity) < least) at += 1;
    return at;
  };
}
