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
export const unitsAmong = (plan: FunnelPlan, events: FunnelEvents): FunnelUnit[] =>
  unitsOfStream(plan, streamOf(events, plan.exclusions.length));

/** The same of events that are a stream already. */
export function unitsOfStream(plan: FunnelPlan, stream: FunnelStream): FunnelUnit[] {
  const units: FunnelUnit[] = [];
  if (plan.countBy === "totals") {
    eachSuccessive(plan, stream, (taken) => {
      const times = timesOf(stream, taken);
      const buckets = new Map<number, number>();
      enter(plan, buckets, times);
      units.push({ times, buckets });
    });
    return units;
  }
  let best: readonly number[] | undefined;
  const buckets = new Map<number, number>();
  eachKept(plan, stream, (taken) => {
    if (best === undefined || isBetter(stream, taken, best)) best = taken;
    if (plan.buckets) enter(plan, buckets, timesOf(stream, taken));
  });
  if (best !== undefined) units.push({ times: timesOf(stream, best), buckets });
  return units;
}

const timesOf = ({ times }: FunnelStream, taken: readonly number[]): number[] =>
  taken.map((position) => times[position] ?? 0);

function isBetter({ times }: FunnelStream, attempt: readonly number[], best: readonly number[]): boolean {
  if (attempt.length !== best.length) return attempt.length > best.length;
  const end = times[attempt.at(-1) ?? 0] ?? 0;
  const bestEnd = times[best.at(-1) ?? 0] ?? 0;
  return end === bestEnd ? (times[attempt[0] ?? 0] ?? 0) > (times[best[0] ?? 0] ?? 0) : end < bestEnd;
}

function enter({ buckets: trend }: FunnelPlan, buckets: Map<number, number>, times: readonly number[]): void {
  const bucket = trend?.at(times[0] ?? 0);
  if (bucket !== undefined) buckets.set(bucket, Math.max(buckets.get(bucket) ?? 0, times.length));
}

type Visit = (taken: readonly number[]) => void;

/** The attempts from every entry in turn, after exclusions; only the first where re-entry is off. */
function eachKept(plan: FunnelPlan, stream: FunnelStream, visit: Visit): void {
  const search = searchFor(plan, stream);
  const hasExclusions = plan.exclusions.length > 0;
  for (let entry = entryFrom(plan, stream, 0); entry !== -1; entry = entryFrom(plan, stream, entry + 1)) {
    const taken = search(entry);
    const hit = hasExclusions ? findExclusion(plan, stream, taken) : null;
    if (hit && plan.exclusionMode === "discard") continue;
    visit(hit ? taken.slice(0, hit.reached) : taken);
    if (plan.reentry === "first") return;
  }
}

/** For totals: the next attempt may begin after the one before has converted, met an exclusion or run out of time. */
function eachSuccessive(plan: FunnelPlan, stream: FunnelStream, visit: Visit): void {
  const search = searchFor(plan, stream);
  const hasExclusions = plan.exclusions.length > 0;
  let closedAt = -1;
  let closedUntil = -Infinity;
  for (let entry = entryFrom(plan, stream, 0); entry !== -1; entry = entryFrom(plan, stream, entry + 1)) {
    const entered = stream.times[entry] ?? 0;
    if (entry <= closedAt || entered <= closedUntil) continue;
    const taken = search(entry);
    const hit = hasExclusions ? findExclusion(plan, stream, taken) : null;
    visit(hit ? taken.slice(0, hit.reached) : taken);
    const closedBy = hit?.position ?? (taken.length === plan.steps.length ? taken.at(-1) : undefined);
    closedAt = closedBy ?? -1;
    closedUntil = closedBy === undefined ? entered + plan.windowMs : -Infinity;
  }
}

/** From this position on the first event in the range that can begin an attempt; -1: there is none. */
function entryFrom({ order, to }: FunnelPlan, { times, fits }: FunnelStream, from: number): number {
  const opening = order === "unordered" ? -1 : 1;
  for (let position = from; position < fits.length && (times[position] ?? 0) <= to; position += 1) {
    if (((fits[position] ?? 0) & opening) !== 0) return position;
  }
  return -1;
}

function searchFor({ order, steps, windowMs }: FunnelPlan, stream: FunnelStream): AttemptSearch {
  if (order === "strict") return searchStrict(stream, steps.length, windowMs);
  return (order === "unordered" ? searchUnordered : searchOrdered)(stream, steps.length, windowMs);
}
