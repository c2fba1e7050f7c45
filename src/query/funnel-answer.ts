import type { FunnelAnswer } from "#core/answer.ts";
import { foldGroups } from "#query/funnel-groups.ts";
import type { FunnelPlan } from "#query/funnel-plan.ts";
import { renderSteps, renderTrend } from "#query/funnel-render.ts";
import type { FunnelSums, GroupSums } from "#query/funnel-sums.ts";
import { distributionOf } from "#query/funnel-times.ts";

/** What the tally has come to at `now` (ms). */
export function renderAnswer(plan: FunnelPlan, sums: FunnelSums, now: number): FunnelAnswer {
  const { breakdown, buckets, view, bins } = plan;
  const stepsOf = (part: GroupSums[]) => renderSteps(plan, sums, part);
  const trendOf = (part: GroupSums[]) => (buckets ? renderTrend(plan, buckets, sums, part, now) : []);
  const timesOf = (part: GroupSums[]) => {
    const indices = new Set(part.map(({ index }) => index));
    return distributionOf(
      sums.conversions.seconds((group) => indices.has(group)),
      bins,
    );
  };
  const notes = notesOf(sums);
  if (breakdown === null) {
    const whole = [...sums.groups.named.values()];
    return {
      steps: stepsOf(whole),
      ...(view === "trend" && { trend: trendOf(whole) }),
      ...(view === "timeToConvert" && { timeToConvert: timesOf(whole) }),
      notes,
    };
  }
  const parts = foldGroups(breakdown, sums.groups);
  const byGroup = <Part>(render: (part: GroupSums[]) => Part): Record<string, Part> =>
    Object.fromEntries([...parts].map(([name, part]) => [name, render(part)]));
  return {
    breakdown: byGroup(stepsOf),
    ...(view === "trend" && { trend: byGroup(trendOf) }),
    ...(view === "timeToConvert" && { timeToConvert: byGroup(timesOf) }),
    notes,
  };
}

function notesOf({ waits, conversions, groups }: FunnelSums): string[] {
  const notes: string[] = [];
  if ([...waits, conversions].some((durations) => durations.sampled())) {
    notes.push("There are too many times to keep: medians and the distribution are estimated from a random sample.");
  }
  if (groups.overflowed()) {
    notes.push(
      "There are too many different values to tell apart: the biggest groups are those among the first of them.",
    );
  }
  return notes;
}
