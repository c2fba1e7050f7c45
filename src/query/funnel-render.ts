import type { FunnelPoint, FunnelStep } from "#core/answer.ts";
import type { Buckets } from "#core/calendar.ts";
import { addUp, atLeast } from "#query/funnel-counts.ts";
import { RANGE } from "#query/funnel-overlaps.ts";
import type { FunnelPlan } from "#query/funnel-plan.ts";
import type { FunnelSums, GroupSums } from "#query/funnel-sums.ts";
import { median, twoDecimals } from "#query/funnel-times.ts";

/** The steps over groups taken as one. */
export function renderSteps(
  plan: FunnelPlan,
  { overlaps, waits }: FunnelSums,
  part: readonly GroupSums[],
): FunnelStep[] {
  const indices = new Set(part.map(({ index }) => index));
  const has = (index: number) => indices.has(index);
  const units = addUp(part.map((sums) => sums.units));
  const counted =
    plan.countBy === "uniques" ? addUp([...part.map((sums) => sums.people), overlaps.correction(RANGE, has)]) : units;
  const waited = addUp(part.map((sums) => sums.waited));
  const counts = plan.steps.map((_, step) => atLeast(counted, step + 1));
  return counts.map((count, step) => {
    const before = counts[step - 1];
    const timed = atLeast(units, step + 1);
    return {
      count,
      percentOfFirst: percent(count, counts[0] ?? 0),
      percentOfPrevious: before === undefined ? null : percent(count, before),
      dropped: before === undefined ? null : before - count,
      avgSeconds: before === undefined || timed === 0 ? null : (waited[step] ?? 0) / timed / 1_000,
      medianSeconds: median(waits[step]?.seconds(has) ?? []),
    };
  });
}

/** The trend over groups taken as one. A person counts once in a bucket, by the best attempt that began in it. */
export function renderTrend(
  { fromStep, toStep, to, windowMs, horizon }: FunnelPlan,
  { starts, end, labels }: Buckets,
  { overlaps }: FunnelSums,
  part: readonly GroupSums[],
  now: number,
): FunnelPoint[] {
  const indices = new Set(part.map(({ index }) => index));
  return labels.map((bucket, number) => {
    const counts = addUp([
      ...part.map((sums) => sums.enteredIn(number)),
      overlaps.correction(number, (index) => indices.has(index)),
    ]);
    const entered = atLeast(counts, fromStep + 1);
    const converted = atLeast(counts, toStep + 1);
    const lastEntry = Math.min((starts[number + 1] ?? end) - 1, to);
    const final = Math.min(lastEntry + windowMs, horizon) < now;
    return { bucket, entered, converted, rate: percent(converted, entered), final };
  });
}

const percent = (part: number, whole: number): number => (whole === 0 ? 0 : twoDecimals((100 * part) / whole));
