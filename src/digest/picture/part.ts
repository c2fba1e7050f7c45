import { type Canvas, createCanvas } from "#digest/picture/canvas.ts";
import { fillRound } from "#digest/picture/shapes.ts";

/** Of the picture as it is shown; its pixels are half as large. */
export const PART_SIZE = { width: 520, height: 16 };

/** A bar that is filled as far as a part (0–1) goes. */
export function drawPart(part: number, colour: string): Canvas {
  const [width, height] = [2 * PART_SIZE.width, 2 * PART_SIZE.height];
  const canvas = createCanvas(width, height, ["#ffffff", "#d5e3ec", colour]);
  fillRound(canvas, { x: 0, y: 0, width, height }, 1, height / 2);
  const filled = Math.min(width, part * width);
  if (part > 0) fillRound(canvas, { x: 0, y: 0, width: Math.max(height, filled), height }, 2, height / 2);
  return canvas;
}
