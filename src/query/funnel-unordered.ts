import { type AttemptSearch, createCursor, type FunnelStream, positionsByStep } from "#query/funnel-stream.ts";

/**
 * Steps in any order: as many different steps as different events inside the window can fill, the entry being the first
 * of them, and the earliest events that do. Events are offered in order; one is taken if the events taken so far can
 * change steps so that it finds one too. Taking greedily is right here: sets of events that can be given a step each are
 * a matroid. Only the next event of each step that is still open is looked at, so a search costs about steps².
 */
export function searchUnordered({ times, fits }: FunnelStream, steps: number, windowMs: number): AttemptSearch {
  const lists = positionsByStep(fits, steps);
  const cursors = lists.map(createCursor);
  const upcoming = new Int32Array(steps);
  const matching = createMatching(fits, steps);

  /** The next event that can fill an open step. */
  const nextFor = (open: number, last: number): number => {
    let next = Infinity;
    for (let step = 0; step < steps; step += 1) {
      const positions = lists[step];
      if (positions === undefined || (open & (1 << step)) === 0) continue;
      let at = upcoming[step] ?? 0;
      while ((positions[at] ?? Infinity) <= last) at += 1;
      upcoming[step] = at;
      next = Math.min(next, positions[at] ?? Infinity);
    }
    return next;
  };

  return (entry) => {
    const end = (times[entry] ?? 0) + windowMs;
    const taken: number[] = [];
    matching.clear();
    cursors.forEach((indexOf, step) => {
      upcoming[step] = indexOf(entry);
    });
    while (taken.length < steps) {
      const next = nextFor(matching.open(), taken.at(-1) ?? -1);
      if (next === Infinity || (times[next] ?? 0) > end) break;
      matching.take(next);
      taken.push(next);
    }
    return taken;
  };
}

const FREE = -1;

/** Events with the step each fills; taking one more may move the others to other steps. */
function createMatching(fits: readonly number[], steps: number) {
  /** By step the position of its event. */
  const holders = new Int32Array(steps);
  let tried = 0;
  const place = (position: number): boolean => {
    const fit = fits[position] ?? 0;
    for (let step = 0; step < steps; step += 1) {
      const bit = 1 << step;
      if ((fit & bit) === 0 || (tried & bit) !== 0) continue;
      tried |= bit;
      const holder = holders[step] ?? FREE;
      if (holder !== FREE && !place(holder)) continue;
      holders[step] = position;
      return true;
    }
    return false;
  };
  return {
    clear: () => holders.fill(FREE),
    take(position: number): void {
      tried = 0;
      place(position);
    },
    /** The steps (as bits) that one more event could fill: free ones, and those whose event can move to an open one. */
    open(): number {
      let open = 0;
      for (let step = 0; step < steps; step += 1) if (holders[step] === FREE) open |= 1 << step;
      for (let before = 0; before !== open;) {
        before = open;
        for (let step = 0; step < steps; step += 1) {
          const bit = 1 << step;
          if ((open & bit) === 0 && ((fits[holders[step] ?? FREE] ?? 0) & open) !== 0) open |= bit;
        }
      }
      return open;
    },
  };
}
