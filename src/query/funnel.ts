import type { FunnelAnswer } from "#core/answer.ts";
import type { FunnelQuestion } from "#core/question.ts";
import type { PersonHistory, QuestionContext } from "#core/history.ts";
import { renderAnswer } from "#query/funnel-answer.ts";
import { unitsOfStream } from "#query/funnel-attempts.ts";
import { type GroupedUnit, unitsOf, WHOLE } from "#query/funnel-breakdown.ts";
import { addTo } from "#query/funnel-counts.ts";
import { RANGE } from "#query/funnel-overlaps.ts";
import { mergeUnits, type PersonInGroup } from "#query/funnel-person.ts";
import { createFunnelPlan } from "#query/funnel-plan.ts";
import { createFunnelSums, type GroupSums } from "#query/funnel-sums.ts";
import type { FunnelStream } from "#query/funnel-stream.ts";

export interface FunnelTally {
  add(person: PersonHistory): void;
  /** What one person did, where that is all the funnel looks at (funnel-names.ts). */
  addStream(stream: FunnelStream): void;
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

  const count = (units: readonly GroupedUnit[]): void => {
    for (const { group: name, unit } of units) {
      const group = groups.of(name);
      addTo(group.units, unit.times.length, 1);
      time(group, unit.times);
    }
    const merged = mergeUnits(units, groups.of);
    for (const [group, { reached, buckets }] of merged) {
      addTo(group.people, reached, 1);
      for (const [bucket, best] of buckets) addTo(group.enteredIn(bucket), best, 1);
    }
    if (merged.size > 1) share(merged);
  };

  const share = (merged: ReadonlyMap<GroupSums, PersonInGroup>): void => {
    const shared = new Map<number, [index: number, reached: number][]>([[RANGE, []]]);
    for (const [{ index }, { reached, buckets }] of merged) {
      shared.get(RANGE)?.push([index, reached]);
      for (const [bucket, best] of buckets) {
        const entries = shared.get(bucket);
        if (entries) entries.push([index, best]);
        else shared.set(bucket, [[index, best]]);
      }
    }
    for (const [bucket, entries] of shared) if (entries.length > 1) overlaps.add(bucket, entries);
  };

  return {
    add: (person) => count(unitsOf(plan, person)),
    addStream: (stream) => count(unitsOfStream(plan, stream).map((unit) => ({ group: WHOLE, unit }))),
    answer: () => renderAnswer(plan, sums, context.now),
  };
}
