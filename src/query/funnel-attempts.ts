import { type FunnelEvents, streamOf } from "#query/funnel-events.ts";
import { findExclusion } from "#query/funnel-exclusion.ts";
import { searchOrdered } from "#query/funnel-ordered.ts";
import type { FunnelPlan } from "#query/funnel-plan.ts";
import type { AttemptSearch, FunnelStream } from "#query/funnel-stream.ts";
import { searchStrict } from "#query/funnel-strict.ts";
import { searchUnordered } from "#query/funnel-unordered.ts";

/** What is counted: a person, a session or an attempt, by the attempt that stands for it. */
export interface FunnelUnit {
  /** When each step was reached, ms; as many as were. */
  times: number[];
  /** The most steps that an attempt which entered in a bucket of the trend reached, by the bucket's number. */
  buckets: Map<number, number>;
}

/**
 * The units among these events: with totals each attempt is one, otherwise all of them are one, for which the attempt
 * stands that got furthest, then the one that got there first, then the latest entry.
 */
export function unitsAmong(plan: FunnelPlan, events: FunnelEvents): FunnelUnit[] {
  const stream = streamOf(events, plan.exclusions.length);
  const timed = (taken: readonly number[]) => taken.map((position) => stream.times[position] ?? 0);
  if (plan.countBy === "totals") {
    return [...successiveAttempts(plan, stream)].map((taken) => {
      const times = timed(taken);
      const buckets = new Map<number, number>();
      enter(plan, buckets, times);
      return { times, buckets };
    });
  }
  let best: number[] | undefined;
  const buckets = new Map<number, number>();
  for (const taken of keptAttempts(plan, stream)) {
    const times = timed(taken);
    if (!best || isBetter(times, best)) best = times;
    enter(plan, buckets, times);
  }
  return best ? [{ times: best, buckets }] : [];
}

function isBetter(attempt: readonly number[], best: readonly number[]): boolean {
  if (attempt.length !== best.length) return attempt.length > best.length;
  const [end = 0, bestEnd = 0] = [attempt.at(-1), best.at(-1)];
  return end === bestEnd ? (attempt[0] ?? 0) > (best[0] ?? 0) : end < bestEnd;
}

function enter({ buckets: trend }: FunnelPlan, buckets: Map<number, number>, times: readonly number[]): void {
  const bucket = trend?.at(times[0] ?? 0);
  if (bucket !== undefined) buckets.set(bucket, Math.max(buckets.get(bucket) ?? 0, times.length));
}

/** The attempts from every entry in turn, after exclusions; only the first where re-entry is off. */
function* keptAttempts(plan: FunnelPlan, stream: FunnelStream): Generator<number[]> {
  const search = searchFor(plan, stream);
  for (const entry of entries(plan, stream)) {
    const taken = search(entry);
    const hit = findExclusion(plan, stream, taken);
    if (hit && plan.exclusionMode === "discard") continue;
    yield hit ? taken.slice(0, hit.reached) : taken;
    if (plan.reentry === "first") return;
  }
}

/** For totals: the next attempt may begin after the one before has converted, met an exclusion or run out of time. */
function* successiveAttempts(plan: FunnelPlan, stream: FunnelStream): Generator<number[]> {
  const search = searchFor(plan, stream);
  let closedAt = -1;
  let closedUntil = -Infinity;
  for (const entry of entries(plan, stream)) {
    const entered = stream.times[entry] ?? 0;
    if (entry <= closedAt || entered <= closedUntil) continue;
    const taken = search(entry);
    const hit = findExclusion(plan, stream, taken);
    yield hit ? taken.slice(0, hit.reached) : taken;
    const closedBy = hit?.position ?? (taken.length === plan.steps.length ? taken.at(-1) : undefined);
    closedAt = closedBy ?? -1;
    closedUntil = closedBy === undefined ? entered + plan.windowMs : -Infinity;
  }
}

/** Positions of the events in the range that can begin an attempt. */
function* entries(plan: FunnelPlan, { times, fits }: FunnelStream): Generator<number> {
  const opening = plan.order === "unordered" ? -1 : 1;
  for (let position = 0; position < fits.length && (times[position] ?? 0) <= plan.to; position += 1) {
    if (((fits[position] ?? 0) & opening) !== 0) yield position;
  }
}

function searchFor({ order, steps, windowMs }: FunnelPlan, stream: FunnelStream): AttemptSearch {
  if (order === "strict") return searchStrict(stream, steps.length, windowMs);
  return (order === "unordered" ? searchUnordered : searchOrdered)(stream, steps.length, windowMs);
}
