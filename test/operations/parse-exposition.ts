/**
 * A strict reader of Prometheus' text format, by its description alone
 * (https://prometheus.io/docs/instrumenting/exposition_formats/). Throws at whatever a scraper would stumble over.
 */
export interface ParsedSample {
  name: string;
  labels: Record<string, string>;
  value: number;
}
export interface ParsedMetric {
  name: string;
  type: string;
  help: string;
  samples: ParsedSample[];
}

const NAME = /^[a-zA-Z_:][\w:]*$/;
const LABEL = /^[a-zA-Z_]\w*$/;
const TYPES = new Set(["counter", "gauge", "histogram", "summary", "untyped"]);

function numberOf(text: string): number {
  if (text === "+Inf") return Number.POSITIVE_INFINITY;
  if (text === "-Inf") return Number.NEGATIVE_INFINITY;
  if (text === "NaN") return Number.NaN;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) throw new Error(`no number: ${text}`);
  return Number(text);
}

/** Labels from behind the brace on, and what follows the closing one. */
function labelsOf(text: string): { labels: Record<string, string>; rest: string } {
  const labels: Record<string, string> = {};
  let rest = text;
  while (!rest.startsWith("}")) {
    const found = /^([^=]+)="((?:[^"\\\n]|\\[\\"n])*)"(,?)/.exec(rest);
    if (!found) throw new Error(`no label: ${rest}`);
    const [whole, name = "", value = "", comma] = found;
    if (!LABEL.test(name) || name.startsWith("__") || name in labels) throw new Error(`no label name: ${name}`);
    labels[name] = value.replaceAll(/\\(.)/g, (_, char: string) => (char === "n" ? "\n" : char));
    rest = rest.slice(whole.length);
    if (comma === "" && !rest.startsWith("}")) throw new Error(`no comma: ${rest}`);
  }
  return { labels, rest: rest.slice(1) };
}

function sampleOf(line: string): ParsedSample {
  const name = /^[a-zA-Z_:][\w:]*/.exec(line)?.[0] ?? "";
  const after = line.slice(name.length);
  const { labels, rest } = after.startsWith("{") ? labelsOf(after.slice(1)) : { labels: {}, rest: after };
  const found = /^ (\S+)$/.exec(rest);
  if (name === "" || !found) throw new Error(`no sample: ${line}`);
  return { name, labels, value: numberOf(found[1] ?? "") };
}

export function parseExposition(text: string): Map<string, ParsedMetric> {
  if (!text.endsWith("\n")) throw new Error("the last line must end");
  const metrics = new Map<string, ParsedMetric>();
  const seen = new Set<string>();
  let current: ParsedMetric | null = null;
  for (const line of text.slice(0, -1).split("\n")) {
    const help = /^# HELP (\S+) (.*)$/.exec(line);
    const type = /^# TYPE (\S+) (\S+)$/.exec(line);
    if (help) {
      const [, name = "", words = ""] = help;
      if (!NAME.test(name) || metrics.has(name)) throw new Error(`twice or no name: ${name}`);
      current = { name, type: "untyped", help: words, samples: [] };
      metrics.set(name, current);
    } else if (type) {
      const [, name, kind = ""] = type;
      if (current?.name !== name || current?.samples.length !== 0) throw new Error(`TYPE out of place: ${line}`);
      if (!TYPES.has(kind)) throw new Error(`no type: ${kind}`);
      current.type = kind;
    } else {
      const sample = sampleOf(line);
      const suffixes = current?.type === "histogram" ? ["_bucket", "_sum", "_count"] : [""];
      if (!current || !suffixes.some((suffix) => sample.name === `${current?.name}${suffix}`))
        throw new Error(`out of its group: ${line}`);
      const key = `${sample.name}${JSON.stringify(Object.entries(sample.labels).toSorted(([a], [b]) => (a < b ? -1 : 1)))}`;
      if (seen.has(key)) throw new Error(`twice: ${line}`);
      seen.add(key);
      if (current.type === "counter" && !(sample.value >= 0)) throw new Error(`a counter below nothing: ${line}`);
      current.samples.push(sample);
    }
  }
  for (const metric of metrics.values()) if (metric.type === "histogram") checkHistogram(metric);
  return metrics;
}

function checkHistogram({ name, samples }: ParsedMetric): void {
  const buckets = samples.filter((sample) => sample.name === `${name}_bucket`);
  const bounds = buckets.map(({ labels }) => numberOf(labels["le"] ?? ""));
  const ascending = bounds.every((bound, at) => at === 0 || bound > (bounds[at - 1] ?? 0));
  const growing = buckets.every(({ value }, at) => at === 0 || value >= (buckets[at - 1]?.value ?? 0));
  const count = samples.find((sample) => sample.name === `${name}_count`)?.value;
  if (!ascending || !growing || bounds.at(-1) !== Number.POSITIVE_INFINITY || buckets.at(-1)?.value !== count)
    throw new Error(`${name} is no histogram`);
}
