import type { Condition, Selector } from "#core/question.ts";
import type { SegmentationBreakdown } from "#core/question/breakdown.ts";
import type { Fold, Math as Measure, SegmentationCell } from "#core/question/segmentation.ts";
import type { Asked } from "#dashboard/api/answer.ts";
import type { Draft } from "#dashboard/report/report-url.ts";
import type { RangeFields } from "#dashboard/controls/range-picker.tsx";
import { chartInWords } from "#core/report/series-name.ts";

export { lineName, MEASURES, seriesName } from "#core/report/series-name.ts";

export type Interval = "hour" | "day" | "week" | "month";
export type ChartSeries = Selector & { math?: Measure; property?: string; fold?: Fold; name?: string };

/** A chart's question, as docs/query.md has it. */
export interface ChartQuestion extends Asked, RangeFields {
  kind: "segmentation";
  interval: Interval;
  series?: ChartSeries[];
  top?: number;
  filter?: Condition;
  breakdown?: SegmentationBreakdown;
  formula?: string;
  compare?: "previous";
  cumulative?: boolean;
  rolling?: number;
  people?: SegmentationCell[];
}
export type ChartDraft = Draft<ChartQuestion>;

export const DEFAULT_RANGE = { range: { last: { value: 30, unit: "day" } } } as const satisfies RangeFields;

/** What the screen opens with, and what a half-written address lacks: the 12 busiest events of 30 days. */
export function complete(draft: ChartDraft | null): ChartDraft {
  const given: ChartDraft = draft ?? { kind: "segmentation" };
  const range = given.range === undefined && given.from === undefined ? DEFAULT_RANGE : {};
  const lines = given.series === undefined && given.top === undefined ? { top: 12 } : {};
  const whole = { ...given, ...range, ...lines };
  return { ...whole, interval: given.interval ?? fittingInterval(whole) };
}

/** The question to ask; null while an event or a property is still to be chosen. */
export function askable(draft: ChartDraft): ChartQuestion | null {
  const isWhole = (series: ChartSeries) =>
    ("anyOf" in series ? series.anyOf.length > 0 : series.event !== "") &&
    (!needsProperty(series.math) || (series.property ?? "") !== "");
  return (draft.series ?? []).every(isWhole) ? (draft as ChartQuestion) : null;
}

export const needsProperty = (math: Measure | undefined): boolean =>
  math !== undefined && !["total", "unique", "sessions", "weekly_active", "monthly_active", "perUser"].includes(math);

const DAYS: Record<Interval, number> = { hour: 1 / 24, day: 1, week: 7, month: 30.5 };

export function daysOf({ range, from, to }: RangeFields): number {
  if (range !== undefined) return range.last.value * DAYS[range.last.unit];
  return (Date.parse(to ?? "") - Date.parse(from ?? "")) / 86_400_000 + 1;
}

/** The interval that shows a range best. */
export function fittingInterval(range: RangeFields): Interval {
  const days = daysOf(range);
  return days <= 2 ? "hour" : days <= 100 ? "day" : days <= 400 ? "week" : "month";
}

/** May a range be shown by it? As the server has it (SEMANTICS §2). */
export function isAllowed(interval: Interval, range: RangeFields): boolean {
  const days = daysOf(range);
  return interval === "hour" ? days <= 31 : interval === "day" ? days <= 366 : true;
}

/** The question in one line. */
export const inWords = (draft: ChartDraft): string => chartInWords(draft);

/** How an answer is shown. */
export const SHAPES = ["line", "stacked", "bar", "number", "table"] as const;
export type Shape = (typeof SHAPES)[number];
export const SHAPE_NAMES: Record<Shape, string> = {
  line: "Line",
  stacked: "Stacked",
  bar: "Bars",
  number: "Number",
  table: "Table",
};
