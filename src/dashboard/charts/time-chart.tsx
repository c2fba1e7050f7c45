import "uplot/dist/uPlot.min.css";
import "#dashboard/charts/time-chart.css";
import { useComputedColorScheme } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import uPlot from "uplot";
import { chartOptions, type ChartLine, type ChartShape, stacked } from "#dashboard/charts/time-chart-options.ts";

export interface TimeChartProps {
  /** Bucket labels, as they are to be read. */
  labels: readonly string[];
  lines: readonly ChartLine[];
  shape: ChartShape;
  /** How many of the last buckets aren't over: drawn dashed. */
  incomplete: number;
  height?: number;
  format: (value: number) => string;
  /** What is told of the chart to those who don't see it; its table says the rest. */
  label: string;
  onPoint?: ((line: number, bucket: number) => void) | undefined;
}

/** Lines, bars or areas over time. Canvas: hundreds of points in a few ms. The table beside it is its accessible form. */
export function TimeChart({ labels, lines, shape, incomplete, height = 300, format, label, onPoint }: TimeChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const isDark = useComputedColorScheme("light") === "dark";
  const click = useRef(onPoint);
  click.current = onPoint;
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  // A canvas sees no style sheet, so it is drawn anew where the colours change.
  useEffect(() => {
    const element = place.current;
    if (element === null || width === 0) return;
    const options = chartOptions({ labels, lines, shape, incomplete, format, isDark, width, height });
    const data: uPlot.AlignedData = [
      labels.map((_, at) => at),
      ...(shape === "stacked" ? stacked(lines) : lines.map(({ data }) => [...data])),
    ];
    const chart = new uPlot(options, data, element);
    const clicked = () => {
      const bucket = chart.cursor.idx;
      const series = chart.series.findIndex((one, at) => at > 0 && "_focus" in one && one._focus === true);
      if (bucket !== null && bucket !== undefined) click.current?.(Math.max(0, series - 1), bucket);
    };
    chart.over.addEventListener("click", clicked);
    return () => chart.destroy();
  }, [labels, lines, shape, incomplete, format, isDark, width, height]);
  return (
    <div
      ref={place}
      role="img"
      aria-label={label}
      style={{ minHeight: height, cursor: onPoint ? "pointer" : undefined }}
    />
  );
}
