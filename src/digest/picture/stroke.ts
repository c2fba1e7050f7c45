import { type Canvas, cover } from "#digest/picture/canvas.ts";
import type { Point } from "#digest/picture/shapes.ts";

export interface Pen {
  ink: number;
  /** Pixels. */
  width: number;
  /** Lengths of a dash and of the gap after it, pixels; a whole line where none are given. */
  dash?: readonly [dash: number, gap: number];
}

/** A line through points with round ends and corners. */
export function stroke(canvas: Canvas, points: readonly Point[], pen: Pen): void {
  const [only] = points;
  if (only !== undefined && points.length === 1) segment(canvas, only, only, pen);
  const [dash, gap] = pen.dash ?? [Infinity, 0];
  let walked = 0;
  points.slice(1).forEach((to, at) => {
    const from = points[at] ?? to;
    const length = Math.hypot(to.x - from.x, to.y - from.y);
    const on = (distance: number): Point => ({
      x: from.x + ((to.x - from.x) * distance) / length,
      y: from.y + ((to.y - from.y) * distance) / length,
    });
    // Dashes go on around corners.
    for (let begin = 0; begin < length;) {
      const place = (walked + begin) % (dash + gap);
      const rest = Math.min(length - begin, place < dash ? dash - place : dash + gap - place);
      if (place < dash) segment(canvas, on(begin), on(begin + rest), pen);
      begin += Math.max(rest, 1e-6);
    }
    walked = pen.dash === undefined ? 0 : walked + length;
  });
}

/** Each pixel is covered by as much as its centre lies inside the pen's width. */
function segment(canvas: Canvas, from: Point, to: Point, { ink, width }: Pen): void {
  const half = width / 2;
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const squared = dx * dx + dy * dy;
  const [left, right] = [Math.min(from.x, to.x) - half - 1, Math.max(from.x, to.x) + half + 1];
  for (let column = Math.floor(left); column <= right; column += 1) {
    // Only rows that the line comes near in this column: a steep line's box is mostly empty.
    const near = [column - half - 1, column + half + 2].map((x) => {
      const along = dx === 0 ? 0 : Math.min(1, Math.max(0, (x - from.x) / dx));
      return from.y + along * dy;
    });
    if (dx === 0) near.push(to.y);
    const lowest = Math.max(...near) + half + 1;
    for (let row = Math.floor(Math.min(...near) - half - 1); row <= lowest; row += 1) {
      const [x, y] = [column + 0.5 - from.x, row + 0.5 - from.y];
      const along = squared === 0 ? 0 : Math.min(1, Math.max(0, (x * dx + y * dy) / squared));
      const part = half + 0.5 - Math.hypot(x - along * dx, y - along * dy);
      if (part > 0) cover(canvas, column, row, ink, part);
    }
  }
}
