import type { FunnelPlan } from "#query/funnel-plan.ts";
import type { FunnelStream } from "#query/funnel-stream.ts";

/** Where an attempt met an exclusion. */
export interface ExclusionHit {
  /** Steps that were filled before it. */
  reached: number;
  /** The excluded event. */
  position: number;
}

type Rules = Pick<FunnelPlan, "order" | "exclusions" | "steps" | "windowMs">;

/**
 * The first exclusion, in the question's order, that the attempt breaks: its event lies after step a's and before step
 * b's, or, where b wasn't reached, before the window's end. At the very instant of either step it does not count.
 */
export function findExclusion(
  rules: Rules,
  { times, barred }: FunnelStream,
  taken: readonly number[],
): ExclusionHit | null {
  const timeOf = (step: number): number | undefined => {
    const position = taken[step];
    return position === undefined ? undefined : times[position];
  };
  const entered = timeOf(0) ?? 0;
  for (const [index, { fromStep, toStep }] of rules.exclusions.entries()) {
    const after = timeOf(fromStep);
    if (after === undefined) continue;
    const windowEnd = entered + rules.windowMs + (rules.order === "unordered" ? 0 : 1);
    const before = timeOf(toStep) ?? windowEnd;
    const position = firstAfter(barred[index] ?? [], times, after);
    if (position === undefined || (times[position] ?? 0) >= before) continue;
    const hitAt = times[position] ?? 0;
    return { reached: taken.filter((step) => (times[step] ?? 0) < hitAt).length, position };
  }
  return null;
}

/** The first of these positions whose event comes after the time. */
function firstAfter(positions: readonly number[], times: readonly number[], after: number): number | undefined {
  let low = 0;
  let high = positions.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[positions[middle] ?? 0] ?? 0) > after) high = middle;
    else low = middle + 1;
  }
  return positions[low];
}
