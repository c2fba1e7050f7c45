import uPlot from "uplot";
import { chartTip } from "#dashboard/charts/chart-tip.ts";

export type ChartShape = "line" | "stacked" | "bar";
export interface ChartLine {
  name: string;
  colour: string;
  data: readonly number[];
  /** Drawn thin and dashed: the period compared with. */
  isPrevious?: boolean;
}

export interface ChartPlan {
  labels: readonly string[];
  lines: readonly ChartLine[];
  shape: ChartShape;
  incomplete: number;
  format: (value: number) => string;
  isDark: boolean;
  width: number;
  height: number;
}

const INK = { light: { text: "#566273", grid: "#e8ecf2" }, dark: { text: "#9fadbf", grid: "#1e2a3c" } };

/** Each line on top of those after it, so that the first one lies at the bottom. */
export function stacked(lines: readonly ChartLine[]): number[][] {
  const sums = (lines[0]?.data ?? []).map(() => 0);
  return lines.map(({ data }) =>
    data.map((value, at) => {
      sums[at] = (sums[at] ?? 0) + value;
      return sums[at];
    }),
  );
}

export function chartOptions(plan: ChartPlan): uPlot.Options {
  const { labels, lines, shape, incomplete, format, isDark, width, height } = plan;
  const { text, grid } = isDark ? INK.dark : INK.light;
  const font = `12px ${getComputedStyle(document.body).fontFamily}`;
  const last = labels.length - 1;
  return {
    width,
    height,
    padding: [12, 12, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { size: 8 }, focus: { prox: 1_000_000 } },
    focus: { alpha: 1 },
    scales: {
      x: { time: false, range: () => (shape === "bar" ? [-0.6, last + 0.6] : [-0.15, last + 0.15]) },
      y: { range: (_, low, high) => [Math.min(0, low), high <= 0 ? 1 : high * 1.06] },
    },
    axes: [
      {
        stroke: text,
        font,
        grid: { show: false },
        ticks: { show: false },
        space: 84,
        incrs: [1, 2, 3, 4, 7, 14, 28, 56, 112, 224],
        values: (_, splits) => splits.map((at) => (Number.isInteger(at) ? (labels[at] ?? "") : "")),
      },
      {
        stroke: text,
        font,
        grid: { stroke: grid, width: 1 },
        ticks: { show: false },
        size: 56,
        values: (_, splits) => splits.map((value) => format(value)),
      },
    ],
    series: [{}, ...lines.map((line, place) => seriesOf(line, place, plan))],
    ...(shape === "stacked" && {
      bands: lines.slice(1).map((_, at) => ({ series: [at + 2, at + 1] as [number, number] })),
    }),
    plugins: [chartTip(plan), ...(incomplete > 0 && shape !== "bar" ? [dashedEnd(plan)] : [])],
  };
}

function seriesOf({ name, colour, isPrevious }: ChartLine, place: number, plan: ChartPlan): uPlot.Series {
  const { shape, lines, incomplete, labels } = plan;
  if (shape === "bar" && !isPrevious) {
    const { bars } = uPlot.paths;
    if (!bars) throw new Error("this build of uPlot draws no bars");
    const size = 0.7 / lines.length;
    return {
      label: name,
      stroke: colour,
      fill: colour,
      width: 0,
      points: { show: false },
      paths: bars({
        disp: {
          x0: { unit: 1, values: () => labels.map((_, at) => at - 0.35 + place * size) },
          size: { unit: 1, values: () => labels.map(() => size * 0.92) },
        },
      }),
    };
  }
  const isAlone = labels.length === 1;
  return {
    label: name,
    stroke: isPrevious ? `${colour}99` : colour,
    width: isPrevious ? 1.5 : 2,
    ...(isPrevious && { dash: [4, 4] }),
    ...(shape === "stacked" && { fill: `${colour}66` }),
    points: { show: isAlone, size: 7, fill: colour },
    // The way to a bucket that isn't over is drawn by dashedEnd.
    ...(incomplete > 0 && !isPrevious && shape === "line" && { paths: withoutEnd(incomplete) }),
  };
}

const withoutEnd =
  (incomplete: number): uPlot.Series.PathBuilder =>
  (chart, place, from, to) =>
    uPlot.paths.linear?.()(chart, place, from, Math.max(from, to - incomplete)) ?? null;

/** Draws the way to the buckets that aren't over yet: they will grow. */
function dashedEnd({ lines, incomplete, labels, shape }: ChartPlan): uPlot.Plugin {
  return {
    hooks: {
      draw: (chart) => {
        if (shape !== "line") return;
        const first = Math.max(0, labels.length - 1 - incomplete);
        const { ctx } = chart;
        ctx.save();
        ctx.lineWidth = 2 * devicePixelRatio;
        ctx.setLineDash([3 * devicePixelRatio, 4 * devicePixelRatio]);
        for (const [place, { colour, isPrevious }] of lines.entries()) {
          if (isPrevious) continue;
          const values = chart.data[place + 1];
          ctx.strokeStyle = colour;
          ctx.beginPath();
          for (let at = first; at < labels.length; at += 1) {
            const x = chart.valToPos(at, "x", true);
            const y = chart.valToPos(values?.[at] ?? 0, "y", true);
            if (at === first) ctx.moveTo(x, y);
            else ctx.lineTo(x, y);
          }
          ctx.stroke();
        }
        ctx.restore();
      },
    },
  };
}
