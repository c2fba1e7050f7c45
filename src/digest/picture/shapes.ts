import { type Canvas, cover } from "#digest/picture/canvas.ts";

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A rectangle; its edges may lie between pixels. */
export function fill(canvas: Canvas, { x, y, width, height }: Box, ink: number): void {
  for (let row = Math.floor(y); row < y + height; row += 1) {
    const rowPart = Math.min(row + 1, y + height) - Math.max(row, y);
    for (let column = Math.floor(x); column < x + width; column += 1) {
      cover(canvas, column, row, ink, rowPart * (Math.min(column + 1, x + width) - Math.max(column, x)));
    }
  }
}

/** A rectangle of whole pixels with round corners, those of `corners`. */
export function fillRound(
  canvas: Canvas,
  box: Box,
  ink: number,
  radius: number,
  corners: "all" | "upper" = "all",
): void {
  const [x, y, width, height] = [box.x, box.y, box.width, box.height].map(Math.round) as [
    number,
    number,
    number,
    number,
  ];
  const round = Math.min(radius, width / 2, corners === "upper" ? height : height / 2);
  for (let row = 0; row < height; row += 1) {
    // How far into a corner's circle the pixel's centre lies; 0 between the corners.
    const below = corners === "all" ? row + 0.5 - (height - round) : 0;
    const dy = Math.max(0, round - row - 0.5, below);
    for (let column = 0; column < width; column += 1) {
      const dx = Math.max(0, round - column - 0.5, column + 0.5 - (width - round));
      const part = dx === 0 || dy === 0 ? 1 : round + 0.5 - Math.hypot(dx, dy);
      if (part > 0) cover(canvas, x + column, y + row, ink, part);
    }
  }
}

export interface Point {
  x: number;
  y: number;
}

/** What lies between a line from left to right and a level below or above it. */
export function fillUnder(canvas: Canvas, points: readonly Point[], level: number, ink: number): void {
  points.slice(1).forEach((to, at) => {
    const from = points[at] ?? to;
    for (let column = Math.round(from.x); column < Math.round(to.x); column += 1) {
      const y = from.y + ((to.y - from.y) * (column + 0.5 - from.x)) / (to.x - from.x);
      fill(canvas, { x: column, y: Math.min(y, level), width: 1, height: Math.abs(level - y) }, ink);
    }
  });
}
