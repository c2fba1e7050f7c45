/**
 * Prometheus' text format, version 0.0.4.
 * https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
 */
export const EXPOSITION_TYPE = "text/plain; version=0.0.4; charset=utf-8";

export interface Sample {
  /** What follows the metric's name: `_bucket`, `_sum` and `_count` of histograms, else nothing. */
  suffix?: string;
  labels?: Readonly<Record<string, string>>;
  value: number;
}

export interface Metric {
  name: string;
  type: "counter" | "gauge" | "histogram";
  help: string;
  samples: readonly Sample[];
}

/** Line feeds would end the line; in labels so would quotes. */
const helpText = (text: string): string => text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
const labelText = (text: string): string => helpText(text).replaceAll('"', '\\"');

const numberText = (value: number): string =>
  value === Number.POSITIVE_INFINITY ? "+Inf" : value === Number.NEGATIVE_INFINITY ? "-Inf" : String(value);

const labelsText = (labels: Readonly<Record<string, string>>): string => {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${labelText(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
};

const metricText = ({ name, type, help, samples }: Metric): string =>
  [
    `# HELP ${name} ${helpText(help)}`,
    `# TYPE ${name} ${type}`,
    ...samples.map(
      ({ suffix = "", labels = {}, value }) => `${name}${suffix}${labelsText(labels)} ${numberText(value)}`,
    ),
  ].join("\n");

/** Metrics as text; those without a sample are left out. */
export const exposition = (metrics: readonly Metric[]): string =>
  `${metrics
    .filter(({ samples }) => samples.length > 0)
    .map(metricText)
    .join("\n")}\n`;

/** Samples of a histogram: counts of each bucket alone become counts of everything up to its bound. */
export function histogram(bounds: readonly number[], alone: readonly number[], more: number, sum: number): Sample[] {
  let total = 0;
  const buckets = bounds.map((bound, index): Sample => {
    total += alone[index] ?? 0;
    return { suffix: "_bucket", labels: { le: String(bound) }, value: total };
  });
  total += more;
  return [
    ...buckets,
    { suffix: "_bucket", labels: { le: "+Inf" }, value: total },
    { suffix: "_sum", value: sum },
    { suffix: "_count", value: total },
  ];
}
