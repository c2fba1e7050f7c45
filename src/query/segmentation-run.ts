import type { SegmentationPeriod, SegmentationRow } from "#core/answer.ts";
import type { Calendar } from "#core/calendar.ts";
import type { SegmentationCell, SegmentationQuestion, Series } from "#core/question/segmentation.ts";
import type { Formula } from "#query/formula.ts";
import type { HistoryEvent, PersonHistory } from "#core/history.ts";
import type { Allowance } from "#query/segmentation-allowance.ts";
import { chartOf, type Stretch } from "#query/segmentation-line.ts";
import { createMeasure, type Measure } from "#query/segmentation-measure.ts";
import { createListKeeper, listingOf } from "#query/segmentation-people.ts";
import type { Split } from "#query/segmentation-split.ts";

/** What both periods of a comparison share. */
export interface RunPlan {
  question: Pick<SegmentationQuestion, "interval" | "rolling" | "cumulative">;
  series: readonly Series[];
  formula: { text: string; parsed: Formula } | null;
  calendar: Calendar;
  allowance: Allowance;
}

export interface Run {
  /** `matching` are the person's events of each series, in order; those of other times don't count. */
  add(person: PersonHistory, matching: readonly (readonly HistoryEvent[])[]): void;
  answer(): SegmentationPeriod;
  /** In the order of `cells`. */
  people(): { count: number; ids: string[] }[];
}

/** Letter of the series in this place. */
export const letterOf = (place: number): string => String.fromCharCode(65 + place);

/**
 * Results of the measure of a series in a group (null: in all), counted elsewhere: of each window, and of the whole after
 * the last one.
 */
export type Counted = (place: number, window: number, group: number | null) => number;

/**
 * Computes one period. `split` is null without a breakdown; `cells` are the lists of people that are asked for. With
 * `counted` nobody need be added.
 */
export function createRun(
  plan: RunPlan,
  stretch: Stretch,
  split: Split | null,
  cells: readonly SegmentationCell[],
  counted: Counted | null = null,
): Run {
  const { question, series, formula, calendar, allowance } = plan;
  const { buckets, lines } = chartOf(series, question, stretch, calendar);
  const measures = series.map(() => new Map<number | null, Measure>());
  const nameOf = (place: number) => series[place]?.name ?? letterOf(place);

  const seriesOf = (name: string): number[] => {
    if (name === formula?.text) return formula.parsed.letters.map((letter) => letter.charCodeAt(0) - 65);
    const places = series.flatMap((one, place) => (one.name === name ? place : []));
    return places.length > 0 ? places : series.flatMap((_, place) => (letterOf(place) === name ? place : []));
  };
  const listings = cells.map((cell) => listingOf(cell, seriesOf, lines, buckets.labels));
  const keeper = createListKeeper(listings);

  /** The measure of a series in a group, null: in the whole. */
  const measureOf = (place: number, group: number | null): Measure | undefined => {
    const known = measures[place]?.get(group);
    const one = series[place];
    const line = lines[place];
    if (known || !one || !line) return known;
    const made = createMeasure(one, line.windows, line.whole, allowance);
    measures[place]?.set(group, made);
    return made;
  };

  const rowOf = (place: number, group: number | null): SegmentationRow => {
    const measure = measures[place]?.get(group);
    const { data = [], total = 0 } =
      lines[place]?.read((window) => counted?.(place, window, group) ?? measure?.result(window) ?? 0) ?? {};
    return { series: nameOf(place), ...groupField(group), data, total };
  };
  const groupField = (group: number | null) => (group === null || !split ? {} : { breakdown: split.name(group) });

  const rowsOf = (groups: readonly (number | null)[]): SegmentationRow[] => {
    const rows = series.map((_, place) => groups.map((group) => rowOf(place, group)));
    if (formula === null) return rows.flat();
    return groups.map((group, at) => ({
      series: formula.text,
      ...groupField(group),
      ...calculate(
        formula.parsed,
        rows.map((of) => of[at]),
        buckets.labels.length,
      ),
    }));
  };

  return {
    add(person, matching) {
      matching.forEach((events, place) => {
        if (events.length === 0) return;
        measureOf(place, null)?.add(events, keeper.noteFor(place, null));
        for (const [group, part] of split?.of(person, events) ?? []) {
          measureOf(place, group)?.add(part, keeper.noteFor(place, split?.name(group) ?? null));
        }
      });
      keeper.close(person.id);
    },
    answer() {
      const labels = [...buckets.labels];
      return split === null
        ? { labels, series: rowsOf([null]) }
        : { labels, series: rowsOf(split.order()), whole: rowsOf([null]) };
    },
    people: () =>
      listings.map(({ list }) => {
        const { count, entries } = list.answer();
        return { count, ids: entries };
      }),
  };
}

/** Per bucket, and on totals: A/B of the range is that of its totals, not the mean of the buckets'. */
function calculate(formula: Formula, rows: readonly (SegmentationRow | undefined)[], points: number) {
  const at = (read: (row: SegmentationRow) => number | undefined) =>
    formula.evaluate((letter) => {
      const row = rows[letter.charCodeAt(0) - 65];
      return (row && read(row)) ?? 0;
    });
  return {
    data: Array.from({ length: points }, (_, point) => at((row) => row.data[point])),
    total: at((row) => row.total),
  };
}
