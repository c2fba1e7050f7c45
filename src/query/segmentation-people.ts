import type { SegmentationCell } from "#core/question/segmentation.ts";
import { createIdList, type PeopleList } from "#query/people-list.ts";
import type { Line } from "#query/segmentation-line.ts";

/** A list asked for, in terms of what people are counted in. */
export interface Listing {
  /** For each series of it, the windows that stand behind its number. */
  windows: ReadonlyMap<number, { first: number; last: number }>;
  /** null: everyone's, not one group's */
  group: string | null;
  list: PeopleList<string>;
}

/** `seriesOf` gives the places of the series a name stands for: several where it is that of a formula. */
export function listingOf(
  { series, bucket, breakdown }: SegmentationCell,
  seriesOf: (name: string) => readonly number[],
  lines: readonly Line[],
  labels: readonly string[],
): Listing {
  const point = bucket === undefined ? null : labels.indexOf(bucket);
  const behind = point === -1 ? [] : seriesOf(series);
  const windows = new Map(
    behind.flatMap((place) => {
      const line = lines[place];
      return line ? [[place, line.behind(point)] as const] : [];
    }),
  );
  return { windows, group: breakdown ?? null, list: createIdList() };
}

/** Notes where one person at a time counts, and puts them on the lists of those places, once on each. */
export function createListKeeper(listings: readonly Listing[]) {
  const met = new Set<Listing>();
  return {
    /** What is told each window in which the person counts for a series (its place) and a group (null: the whole). */
    noteFor(series: number, group: string | null): (window: number) => void {
      const watching = listings.filter((listing) => listing.group === group && listing.windows.has(series));
      if (watching.length === 0) return ignore;
      return (window) => {
        for (const listing of watching) {
          const range = listing.windows.get(series);
          if (range && window >= range.first && window <= range.last) met.add(listing);
        }
      };
    },
    /** The person is done. */
    close(id: string): void {
      for (const listing of met) listing.list.add(id);
      met.clear();
    },
  };
}

const ignore = (): void => {};
