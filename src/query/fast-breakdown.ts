import { groupNameOfValue } from "#query/breakdown.ts";
import type { Groups } from "#query/breakdown-groups.ts";
import { type Counting, readActorsByValue, readEventsByValue, type ValueCell } from "#query/fast-cells.ts";
import { type PersonMap, segmentsOfPeople } from "#query/fast-people.ts";
import type { CountedSeries } from "#query/fast-plan.ts";
import { createHeadcount, type Segments, segmentsOf, sumsOver } from "#query/fast-segments.ts";
import type { Line } from "#query/segmentation-line.ts";
import type { Counted } from "#query/segmentation-run.ts";

/** A series by the names of the groups its events fall into. */
export interface SplitCount {
  /** Events in the range, of every group met anywhere; 0 where they are all before it. */
  sizes: ReadonlyMap<string, number>;
  /** Results of the line's windows, then of its whole, over these groups together. */
  results(names: readonly string[]): number[];
}

/** Counts one series by value; null where it takes the people themselves. */
export async function countByValue(
  counting: Counting,
  plan: CountedSeries,
  line: Line,
  map: PersonMap,
): Promise<SplitCount | null> {
  if (plan.of === "events") {
    const segments = segmentsOf(line);
    const cells = await readAll(plan, (group) => readEventsByValue(counting, group, segments));
    return cells && eventsByName(cells, segments);
  }
  const segments = segmentsOfPeople(line);
  const persons = await map();
  if (persons === null) return null;
  const cells = await readAll(plan, (group) => readActorsByValue(counting, group, segments));
  if (cells === null) return null;
  for (const [, , actors] of cells) persons.of(actors);
  return peopleByName(cells, segments, persons.size());
}

async function readAll<Of>(
  { groups }: CountedSeries,
  read: (group: CountedSeries["groups"][number]) => Promise<ValueCell<Of>[] | null>,
): Promise<ValueCell<Of>[] | null> {
  const all: ValueCell<Of>[][] = [];
  for (const group of groups) {
    const cells = await read(group);
    if (cells === null) return null;
    all.push(cells);
  }
  return all.flat();
}

function eventsByName(cells: readonly ValueCell<number>[], { spans, ranges }: Segments): SplitCount {
  const counts = new Map<string, Float64Array>();
  for (const [segment, value, n] of cells) {
    const name = groupNameOfValue(value);
    const own = counts.get(name) ?? new Float64Array(spans.length);
    counts.set(name, own);
    own[segment] = (own[segment] ?? 0) + n;
  }
  return {
    sizes: new Map([...counts].map(([name, own]) => [name, sumsOver(ranges, own).at(-1) ?? 0])),
    results(names) {
      const sum = new Float64Array(spans.length);
      for (const name of names) for (const [at, n] of (counts.get(name) ?? []).entries()) sum[at] = (sum[at] ?? 0) + n;
      return sumsOver(ranges, sum);
    },
  };
}

function peopleByName(cells: readonly ValueCell<number[]>[], { spans, ranges }: Segments, size: number): SplitCount {
  const people = new Map<string, number[][]>();
  for (const [segment, value, persons] of cells) {
    const name = groupNameOfValue(value);
    const own = people.get(name) ?? spans.map(() => []);
    people.set(name, own);
    const list = own[segment];
    if (list) for (const person of persons) list.push(person);
  }
  const headcount = createHeadcount(size);
  const events = (own: readonly number[][]) => Float64Array.from(own, (list) => list.length);
  return {
    sizes: new Map([...people].map(([name, own]) => [name, sumsOver(ranges, events(own)).at(-1) ?? 0])),
    results: (names) =>
      headcount(
        ranges,
        names.flatMap((name) => [people.get(name) ?? []]),
      ),
  };
}

/**
 * Puts the groups of all series in order, as the people would have been put into them, and says what each comes to. Null
 * where it would matter in which order people came.
 */
export function groupCounts(series: readonly SplitCount[], found: Groups): { groups: Groups; of: Counted } | null {
  const sizes = new Map<string, number>();
  for (const one of series) for (const [name, n] of one.sizes) sizes.set(name, (sizes.get(name) ?? 0) + n);
  const early: string[] = [];
  for (const [name, n] of sizes) {
    if (n === 0) early.push(name);
    else {
      found.weigh(name, n);
      found.join(name);
    }
  }
  if (found.overflowed()) return null;
  const groups = found.folded() ?? found;
  // What is met before the range only is shown nowhere, but may take the place of a group that is.
  if (!groups.isFolded && early.some((name) => found.join(name) === null)) return null;
  const members = Map.groupBy(sizes.keys(), (name) => groups.find(name));
  const results = series.map((one) => {
    const whole = one.results([...sizes.keys()]);
    const parts = new Map<number | null, number[]>();
    for (const [group, names] of members) if (group !== null) parts.set(group, one.results(names));
    return (group: number | null) => (group === null ? whole : (parts.get(group) ?? []));
  });
  return { groups, of: (place, window, group) => results[place]?.(group)[window] ?? 0 };
}
