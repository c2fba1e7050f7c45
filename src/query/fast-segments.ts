import type { Line } from "#query/segmentation-line.ts";

/** Stretches of time that don't overlap, in order, of which all windows of a line are made: each is looked at once. */
export interface Segments {
  /** First and last ms. */
  spans: readonly [from: number, to: number][];
  /** The first segment of each window and the one after its last; the whole comes last. */
  ranges: readonly Range[];
}
export type Range = readonly [first: number, after: number];

/** Cuts a line where its windows begin and end; no segment is longer than `longest` ms. */
export function segmentsOf({ windows, whole }: Line, longest = Number.POSITIVE_INFINITY): Segments {
  const starts = [...windows.starts, ...whole.starts];
  const ends = [...windows.ends, ...whole.ends];
  const pairs = starts.map((start, at): Range => [start, Math.max(start, ends[at] ?? start)]);
  const opening = new Map<number, number>();
  for (const [start, end] of pairs) {
    opening.set(start, (opening.get(start) ?? 0) + 1);
    opening.set(end, (opening.get(end) ?? 0) - 1);
  }
  const cuts = [...opening.keys()].toSorted((a, b) => a - b);
  const spans: [number, number][] = [];
  const firstFrom = new Map<number, number>();
  let open = 0;
  for (const [at, cut] of cuts.entries()) {
    firstFrom.set(cut, spans.length);
    open += opening.get(cut) ?? 0;
    const next = cuts[at + 1];
    if (open === 0 || next === undefined) continue;
    for (let from = cut; from < next; from += longest) spans.push([from, Math.min(from + longest, next) - 1]);
  }
  return { spans, ranges: pairs.map(([start, end]) => [firstFrom.get(start) ?? 0, firstFrom.get(end) ?? 0]) };
}

/** What the segments of each range add up to. */
export function sumsOver(ranges: readonly Range[], values: Float64Array): number[] {
  const before = new Float64Array(values.length + 1);
  for (const [at, value] of values.entries()) before[at + 1] = (before[at] ?? 0) + value;
  return ranges.map(([first, after]) => (before[after] ?? 0) - (before[first] ?? 0));
}

/** People by segment, by the numbers they are known by; somebody may be there more than once. */
export type PeopleBySegment = readonly (readonly number[])[];

/**
 * Counts different people. Ranges mostly go on from one another, so that people are let in where a range ends and out
 * where it begins, once each, however much ranges overlap. `size` is above every person's number.
 */
export function createHeadcount(
  size: number,
): (ranges: readonly Range[], people: readonly PeopleBySegment[]) => number[] {
  const times = new Int32Array(size);
  return (ranges, people) => {
    let present = 0;
    let [first, after] = [0, 0];
    const letIn = (segment: number): void => {
      for (const lists of people) present += enter(times, lists[segment] ?? []);
    };
    const letOut = (segment: number): void => {
      for (const lists of people) present -= leave(times, lists[segment] ?? []);
    };
    const moveTo = (from: number, to: number): void => {
      if (from < first || to < after || from >= after) {
        while (first < after) letOut(first++);
        [first, after] = [from, from];
      }
      while (after < to) letIn(after++);
      while (first < from) letOut(first++);
    };
    const counts = ranges.map(([from, to]) => {
      moveTo(from, to);
      return present;
    });
    moveTo(after, after);
    return counts;
  };
}

/** How many of them were not there before. */
function enter(times: Int32Array, people: readonly number[]): number {
  let fresh = 0;
  for (let at = 0; at < people.length; at += 1) {
    const person = people[at] ?? 0;
    const known = times[person] ?? 0;
    if (known === 0) fresh += 1;
    times[person] = known + 1;
  }
  return fresh;
}

/** How many of them are not there any more. */
function leave(times: Int32Array, people: readonly number[]): number {
  let gone = 0;
  for (let at = 0; at < people.length; at += 1) {
    const person = people[at] ?? 0;
    const left = (times[person] ?? 0) - 1;
    if (left === 0) gone += 1;
    times[person] = left;
  }
  return gone;
}
