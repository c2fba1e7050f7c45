import type { SizePoint } from "#dashboard/api/audiences.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Hours are shown for so long, days after it. */
const HOURS_UP_TO_MS = 3 * DAY_MS;
const MOST_STEPS = 400;

/** A size at a moment, and whether steps are hours or days. */
export interface EvenSizes {
  step: "hour" | "day";
  sizes: { at: string; size: number }[];
}

/**
 * Sizes are told of the hours in which they changed; a line over time needs one for each step, up to now (ms): in between
 * a size stays what it was.
 */
export function evenSizes(points: readonly SizePoint[], now: number): EvenSizes {
  const [first] = points;
  if (first === undefined) return { step: "hour", sizes: [] };
  const start = Date.parse(first.at);
  const isShort = now - start <= HOURS_UP_TO_MS;
  const stepMs = isShort ? HOUR_MS : DAY_MS;
  const steps = Math.min(MOST_STEPS, Math.max(0, Math.ceil((now - start) / stepMs)));
  const sizes: EvenSizes["sizes"] = [];
  let place = 0;
  let size = first.size;
  for (let step = steps; step >= 0; step -= 1) {
    const at = step === steps ? Math.max(start, now - step * stepMs) : now - step * stepMs;
    for (let next = points[place]; next !== undefined && Date.parse(next.at) <= at; next = points[place]) {
      ({ size } = next);
      place += 1;
    }
    sizes.push({ at: new Date(at).toISOString(), size });
  }
  return { step: isShort ? "hour" : "day", sizes };
}
