import type { Canvas } from "#digest/picture/canvas.ts";
import { DIGIT_HEIGHT, EM } from "#digest/picture/glyphs.ts";
import { widthOf, write } from "#digest/picture/label.ts";
import type { Scale } from "#digest/picture/scale.ts";
import { type Box, fill } from "#digest/picture/shapes.ts";

const EDGE = 10;
/** Between the axis' numbers and what is drawn; between two names below. */
const GAP = 18;

/** Where things go inside a chart's axes, in pixels. */
export interface Frame {
  /** What is drawn lies in here. */
  box: Box;
  yOf: (value: number) => number;
  /** The middle of a bucket. */
  xOf: (bucket: number) => number;
  /** Between two buckets. */
  slot: number;
}

/** Divides a picture up: numbers of the axis at the left, names below, captions above if there are any. */
export function frameOf(
  { width, height }: Canvas,
  {
    scale,
    ticks,
    buckets,
    isBar,
    hasCaptions,
  }: { scale: Scale; ticks: readonly string[]; buckets: number; isBar: boolean; hasCaptions: boolean },
): Frame {
  const left = EDGE + Math.max(0, ...ticks.map(widthOf)) + GAP;
  const top = EDGE + Math.round(EM * (hasCaptions ? 1.4 : 0.5));
  const box = { x: left, y: top, width: width - EDGE - left, height: height - EDGE - Math.round(1.7 * EM) - top };
  // Lines begin near the axis, bars have half a gap at each end.
  const slot = box.width / (isBar ? buckets : Math.max(0.4, buckets - 1 + 0.4));
  return {
    box,
    slot,
    yOf: (value) => box.y + box.height * (1 - (value - scale.low) / (scale.high - scale.low)),
    xOf: (bucket) => box.x + slot * (bucket + (isBar ? 0.5 : 0.2)),
  };
}

/** The lines of the grid and their numbers. */
export function drawGrid(
  canvas: Canvas,
  { box, yOf }: Frame,
  { scale, ticks, grid, text }: { scale: Scale; ticks: readonly string[]; grid: number; text: number },
): void {
  scale.ticks.forEach((value, at) => {
    const y = Math.round(yOf(value));
    fill(canvas, { x: box.x, y: y - 1, width: box.width, height: 2 }, grid);
    write(canvas, ticks[at] ?? "", { x: box.x - GAP, y: y + DIGIT_HEIGHT / 2, align: "right" }, text);
  });
}

/** As many names as there is room for, counted back from the last. */
export function drawNames(canvas: Canvas, { xOf, slot }: Frame, names: readonly string[], ink: number): void {
  const room = Math.max(1, ...names.map(widthOf)) + GAP;
  const last = names.length - 1;
  // Names at the ends are moved in instead of being cut off.
  const middleOf = (at: number, half: number) => Math.min(canvas.width - EDGE - half, Math.max(EDGE + half, xOf(at)));
  const movedIn = xOf(last) - middleOf(last, widthOf(names[last] ?? "") / 2);
  const every = Math.max(1, Math.ceil((room + movedIn) / slot));
  const y = canvas.height - EDGE - 6;
  let taken = Infinity;
  for (let at = last; at >= 0; at -= every) {
    const name = names[at] ?? "";
    const half = widthOf(name) / 2;
    const x = middleOf(at, half);
    if (x + half + GAP > taken) continue;
    write(canvas, name, { x, y, align: "middle" }, ink);
    taken = x - half;
  }
}
