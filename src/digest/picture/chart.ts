import { type Canvas, createCanvas, mixed } from "#digest/picture/canvas.ts";
import { drawGrid, drawNames, type Frame, frameOf } from "#digest/picture/frame.ts";
import { write } from "#digest/picture/label.ts";
import { scaleOf } from "#digest/picture/scale.ts";
import { fillRound, fillUnder, type Point } from "#digest/picture/shapes.ts";
import { stroke } from "#digest/picture/stroke.ts";

export interface ChartLine {
  /** `#rrggbb` */
  colour: string;
  data: readonly number[];
  /** The period compared with, drawn thin and dashed. */
  previous?: readonly number[];
}

interface PlanOfAny {
  /** Below the buckets. Numbers and dates: other characters aren't drawn. */
  labels: readonly string[];
  /** How many of the last buckets aren't over: dashed, or pale. */
  incomplete: number;
  /** Numbers at the axis. */
  format: (value: number) => string;
}
export interface LinesPlan extends PlanOfAny {
  shape: "lines";
  /** MOST_LINES at most. */
  lines: readonly ChartLine[];
}
export interface BarsPlan extends PlanOfAny {
  shape: "bars";
  data: readonly number[];
  /** Given out to the bars in turn. */
  colours: readonly string[];
  /** What bars are parts of: the axis ends there, and each stands before all of it. */
  whole?: number;
  /** Above the bars. */
  captions?: readonly string[];
}
export type ChartPlan = LinesPlan | BarsPlan;

/** Of the picture as it is shown; its pixels are half as large. */
export const CHART_SIZE = { width: 520, height: 220 };
export const MOST_LINES = 5;

const PAPER = "#ffffff";
const FIXED = [PAPER, "#e2e7ee", "#566273", "#18212e", "#eef3f7"];
const [GRID, TEXT, INK, TRACK] = [1, 2, 3, 4];
const LINE_WIDTH = 5;

/** Draws lines or bars over a grid, with numbers at the left and names below. */
export function drawChart(plan: ChartPlan): Canvas {
  const colours = (plan.shape === "lines" ? plan.lines.map(({ colour }) => colour) : plan.colours).slice(0, MOST_LINES);
  const [first = PAPER] = colours;
  const inks = [
    ...FIXED,
    mixed(PAPER, first, 0.12),
    ...colours,
    ...colours.map((colour) => mixed(PAPER, colour, 0.45)),
  ];
  const canvas = createCanvas(2 * CHART_SIZE.width, 2 * CHART_SIZE.height, inks);
  const inksOf = (place: number) => {
    const at = FIXED.length + 1 + (place % colours.length);
    return { full: at, pale: at + colours.length };
  };
  const isBar = plan.shape === "bars";
  const values = isBar
    ? [...plan.data, plan.whole ?? 0]
    : plan.lines.flatMap(({ data, previous = [] }) => [...data, ...previous]);
  const scale = scaleOf(values);
  const ticks = scale.ticks.map(plan.format);
  const hasCaptions = isBar && plan.captions !== undefined;
  const frame = frameOf(canvas, { scale, ticks, buckets: plan.labels.length, isBar, hasCaptions });
  const [only, ...others] = isBar ? [] : plan.lines;
  // Below the grid, which is seen through it.
  if (only && others.length === 0) fillUnder(canvas, pointsOf(frame, only.data), frame.yOf(0), FIXED.length);
  drawGrid(canvas, frame, { scale, ticks, grid: GRID, text: TEXT });
  if (isBar) drawBars(canvas, frame, plan, inksOf);
  else drawLines(canvas, frame, plan, inksOf);
  drawNames(canvas, frame, plan.labels, TEXT);
  return canvas;
}

type InksOf = (place: number) => { full: number; pale: number };

const pointsOf = ({ xOf, yOf }: Frame, data: readonly number[]): Point[] =>
  data.map((value, at) => ({ x: xOf(at), y: yOf(value) }));

function drawLines(canvas: Canvas, frame: Frame, { lines, labels, incomplete }: LinesPlan, inksOf: InksOf): void {
  for (const [place, { previous = [] }] of lines.entries()) {
    const points = pointsOf(frame, previous.slice(0, labels.length));
    stroke(canvas, points, { ink: inksOf(place).pale, width: 3, dash: [8, 8] });
  }
  // The first lies on top.
  for (const [place, { data }] of [...lines.entries()].toReversed()) {
    const points = pointsOf(frame, data);
    const over = Math.max(0, points.length - incomplete);
    const pen = { ink: inksOf(place).full, width: LINE_WIDTH };
    stroke(canvas, points.slice(0, over), pen);
    if (incomplete > 0) stroke(canvas, points.slice(Math.max(0, over - 1)), { ...pen, dash: [6, 10] });
  }
}

function drawBars(canvas: Canvas, { xOf, yOf, slot }: Frame, plan: BarsPlan, inksOf: InksOf): void {
  const { data, incomplete, whole, captions = [] } = plan;
  const width = Math.max(2, Math.min(slot * 0.68, 150));
  const columnOf = (at: number, value: number) => {
    const [upper, lower] = [Math.min(yOf(value), yOf(0)), Math.max(yOf(value), yOf(0))];
    return { x: xOf(at) - width / 2, y: upper, width, height: lower - upper };
  };
  data.forEach((value, at) => {
    const { full, pale } = inksOf(at);
    if (whole !== undefined) fillRound(canvas, columnOf(at, whole), TRACK, 8, "upper");
    // Something is never drawn as nothing.
    const column = columnOf(at, value);
    const height = value === 0 ? 0 : Math.max(2, column.height);
    const y = value < 0 ? column.y : column.y + column.height - height;
    fillRound(canvas, { ...column, y, height }, at >= data.length - incomplete ? pale : full, 8, "upper");
    write(canvas, captions[at] ?? "", { x: xOf(at), y: yOf(Math.max(0, whole ?? value)) - 10, align: "middle" }, INK);
  });
}
