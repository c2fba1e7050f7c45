import type { FunnelQuestion } from "#core/question.ts";
import type { QuestionContext } from "#query/context.ts";
import { type FunnelAnswer, renderAnswer } from "#query/funnel-answer.ts";
import { unitsOf } from "#query/funnel-breakdown.ts";
import { addTo } from "#query/funnel-counts.ts";
import { RANGE } from "#query/funnel-overlaps.ts";
import { mergeUnits } from "#query/funnel-person.ts";
import { createFunnelPlan } from "#query/funnel-plan.ts";
import { createFunnelSums, type GroupSums } from "#query/funnel-sums.ts";
import type { PersonHistory } from "#query/history.ts";

export interface FunnelTally {
  add(person: PersonHistory): void;
  answer(): FunnelAnswer;
}

/**
 * Counts people who come one by one. What it keeps does not grow with them, except for samples of the times between
 * steps (for medians) and for which groups people share (to count them once in `$other`).
 */
export function createFunnelTally(question: FunnelQuestion, context: QuestionContext): FunnelTally {
  const plan = createFunnelPlan(question, context);
  const sums = createFunnelSums(plan.steps.length);
  const { groups, overlaps } = sums;

  const time = (group: GroupSums, times: readonly number[]): void => {
    for (let step = 1; step < times.length; step += 1) {
      const ms = (times[step] ?? 0) - (times[step - 1] ?? 0);
      sums.waits[step]?.put(group.index, ms);
      addTo(group.waited, step, ms);
    }
    const start = times[plan.fromStep];
    const end = times[plan.toStep];
    if (plan.view === "timeToConvert" && start !== undefined && end !== undefined) {
      sums.conversions.put(group.index, end - start);
    }
  };

  return {
    add(person) {
      const units = unitsOf(plan, person);
      for (const { group: name, unit } of units) {
        const group = groups.of(name);
        addTo(group.units, unit.times.length, 1);
        time(group, unit.times);
      }
      const merged = mergeUnits(units, groups.of);
      const shared = new Map<number, [index: number, reached: number][]>();
      const share = (bucket: number, entry: [index: number, reached: number]): void => {
        const entries = shared.get(bucket);
        if (entries) entries.push(entry);
        else shared.set(bucket, [entry]);
      };
      for (const [group, { reached, buckets }] of merged) {
        addTo(group.people, reached, 1);
        if (merged.size > 1) share(RANGE, [group.index, reached]);
        for (const [bucket, best] of buckets) {
          addTo(group.enteredIn(bucket), best, 1);
          if (merged.size > 1) share(bucket, [group.index, best]);
        }
      }
      for (const [bucket, entries] of shared) if (entries.length > 1) overlaps.add(bucket, entries);
    },
    answer: () => renderAnswer(plan, sums, context.now),
  };
}
