import { candidatesAt, findInstants, type Instant, longestRun } from "#query/funnel-instant.ts";
import { type AttemptSearch, createCursor, type FunnelStream, positionsByStep } from "#query/funnel-stream.ts";

/**
 * Ordered steps: from the entry on, the earliest later event that fills the next step, inside the window counted from
 * the entry. Events of one timestamp come in the order that leads furthest, and of several such orders in the one they
 * arrived in. Searching from every event in turn costs about one walk over the stream for each step.
 */
export function searchOrdered(stream: FunnelStream, stepsAsked: number, windowMs: number): AttemptSearch {
  const { times, fits } = stream;
  // Nobody gets past a step that none of the events fills; most people do nothing but enter.
  const steps = Math.min(stepsAsked, stepsFilled(fits));
  if (steps < 2) return (entry) => [entry];
  const following = positionsByStep(fits, steps).map((positions) => {
    const indexOf = createCursor(positions);
    return (from: number) => positions[indexOf(from)];
  });
  const instantOf = findInstants(stream);
  const nextFor = (step: number, from: number, end: number): number | null => {
    const position = following[step]?.(from);
    return position === undefined || (times[position] ?? 0) > end ? null : position;
  };

  /** How many steps are filled at last, when `taken` are, the last of them at `instant`. */
  const farthest = (taken: readonly number[], instant: Instant, end: number): number => {
    let step = taken.length;
    let here: Instant | null = instant;
    let from = 0;
    let used = taken;
    while (step < steps) {
      if (here) {
        step += longestRun(here, step, steps, fits, used);
        from = here.end;
      }
      const next = nextFor(step, from, end);
      if (next === null) break;
      here = instantOf(next);
      used = [];
      if (here) continue;
      step += 1;
      from = next + 1;
    }
    return step;
  };

  const choose = (candidates: readonly number[], taken: readonly number[], instant: Instant, end: number) => {
    let chosen = candidates[0];
    if (candidates.length === 1) return chosen;
    let best = 0;
    for (const candidate of candidates) {
      const reached = farthest([...taken, candidate], instant, end);
      if (reached <= best) continue;
      best = reached;
      chosen = candidate;
    }
    return chosen;
  };

  return (entry) => {
    const taken = [entry];
    const end = (times[entry] ?? 0) + windowMs;
    let instant = instantOf(entry);
    let from = entry + 1;
    while (taken.length < steps) {
      const step = taken.length;
      let candidates = instant ? candidatesAt(instant, step, taken) : [];
      if (candidates.length === 0) {
        const next = nextFor(step, instant?.end ?? from, end);
        if (next === null) break;
        instant = instantOf(next);
        candidates = instant ? candidatesAt(instant, step, taken) : [next];
      }
      const chosen = instant ? choose(candidates, taken, instant, end) : candidates[0];
      if (chosen === undefined) break;
      taken.push(chosen);
      from = chosen + 1;
    }
    return taken;
  };
}

/** How many steps from the first one on have an event that can fill them. */
function stepsFilled(fits: readonly number[]): number {
  let filled = 0;
  for (const fit of fits) filled |= fit;
  // The lowest bit that is missing.
  return 31 - Math.clz32(~filled & (filled + 1));
}
