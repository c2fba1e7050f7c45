import type { Selector } from "#core/question.ts";
import type { Math as Measure } from "#core/question/segmentation.ts";
import { groupName, propertyName, selectorName } from "#core/report/names.ts";

/** What of a series its name tells. */
export type NamedSeries = Selector & {
  math?: Measure | undefined;
  property?: string | undefined;
  name?: string | undefined;
};

export const MEASURES: { value: Measure; label: string }[] = [
  { value: "total", label: "Total events" },
  { value: "unique", label: "Unique people" },
  { value: "sessions", label: "Sessions" },
  { value: "perUser", label: "Events per person" },
  { value: "weekly_active", label: "Weekly active people" },
  { value: "monthly_active", label: "Monthly active people" },
  { value: "sum", label: "Sum of …" },
  { value: "avg", label: "Average of …" },
  { value: "median", label: "Median of …" },
  { value: "min", label: "Smallest …" },
  { value: "max", label: "Largest …" },
  { value: "p90", label: "90th percentile of …" },
  { value: "p99", label: "99th percentile of …" },
  { value: "distinct", label: "Different values of …" },
];

const measureName = ({ math = "total", property }: NamedSeries): string => {
  const label = MEASURES.find(({ value }) => value === math)?.label ?? math;
  return label.replace("…", property === undefined ? "…" : propertyName(property)).toLowerCase();
};

/** What a line is called: its event, and its measure where that is not the number of events. */
export const seriesName = (series: NamedSeries): string =>
  series.name ?? `${selectorName(series)}${(series.math ?? "total") === "total" ? "" : `, ${measureName(series)}`}`;

/** What of a chart's question its names tell. */
export interface NamedChart {
  series?: readonly NamedSeries[] | undefined;
  top?: number | undefined;
  formula?: string | undefined;
  breakdown?: { source: string; key?: string | readonly string[] | undefined } | undefined;
}

/** The question in one line. */
export function chartInWords({ series, top = 12, formula, breakdown }: NamedChart): string {
  const what = series === undefined ? `The ${top} busiest events` : (formula ?? series.map(seriesName).join("; "));
  const keys = [breakdown?.key ?? []].flat().map(propertyName);
  const by = breakdown === undefined ? "" : `, by ${keys.join(" and ") || breakdown.source}`;
  return `${what}${by}`;
}

/** The name of a line of the answer, whose series the server names by their letters. `isOnly`: there is one series. */
export function lineName(
  row: { series: string; breakdown?: string },
  chart: { series?: readonly NamedSeries[] | undefined },
  isOnly: boolean,
): string {
  const place = /^[A-Z]$/.test(row.series) ? row.series.charCodeAt(0) - 65 : -1;
  const series = chart.series?.[place];
  const name = series === undefined ? row.series : seriesName(series);
  if (row.breakdown === undefined) return name;
  return isOnly ? groupName(row.breakdown) : `${name} · ${groupName(row.breakdown)}`;
}
