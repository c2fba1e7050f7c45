import type { AttemptSearch, FunnelStream } from "#query/funnel-stream.ts";

/** Strict order: the very next event must fill the next step, so the stream holds every event of the person. */
export function searchStrict({ times, fits }: FunnelStream, steps: number, windowMs: number): AttemptSearch {
  return (entry) => {
    const taken = [entry];
    const end = (times[entry] ?? 0) + windowMs;
    for (let next = entry + 1; taken.length < steps && next < times.length; next += 1) {
      if ((times[next] ?? 0) > end || ((fits[next] ?? 0) & (1 << taken.length)) === 0) break;
      taken.push(next);
    }
    return taken;
  };
}
