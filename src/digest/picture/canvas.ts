/** Shades between paper and an ink: 0 is paper, 15 the ink itself. */
const FULL = 15;

/**
 * A picture in few colours. A pixel is the number of an ink times 16 and how much of it there is over paper, so edges are
 * smooth, a picture is one byte a pixel, and its 256 colours are known before it is drawn.
 */
export interface Canvas {
  width: number;
  height: number;
  pixels: Uint8Array;
  /** `#rrggbb`; the first is paper, 15 more at most. */
  inks: readonly string[];
}

/** An empty picture. Throws where there are more than 16 inks. */
export function createCanvas(width: number, height: number, inks: readonly string[]): Canvas {
  if (inks.length > 16) throw new Error("a picture has 16 inks at most");
  return { width, height, pixels: new Uint8Array(width * height), inks };
}

/** Puts ink on a pixel, `part` of it (0–1). What lies there already stays where it is the stronger of two edges. */
export function cover({ width, height, pixels }: Canvas, x: number, y: number, ink: number, part: number): void {
  if (x < 0 || y < 0 || x >= width || y >= height) return;
  const shade = Math.round(Math.min(1, part) * FULL);
  if (shade <= 0) return;
  const at = y * width + x;
  const before = pixels[at] ?? 0;
  const isSame = before >> 4 === ink;
  if (shade > FULL / 2 ? isSame && (before & FULL) > shade : (before & FULL) > shade) return;
  pixels[at] = (ink << 4) | shade;
}

const channels = (colour: string): number[] => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));

/** A colour mixed into another: 0 is `under`, 1 is `over`. */
export function mixed(under: string, over: string, part: number): string {
  const top = channels(over);
  const parts = channels(under).map((value, at) => Math.round(value + ((top[at] ?? 0) - value) * part));
  return `#${parts.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

/** Red, green and blue of each value that a pixel can have. */
export function paletteOf({ inks }: Canvas): Uint8Array {
  const [paper = "#ffffff"] = inks;
  return Uint8Array.from(
    inks.flatMap((ink) =>
      Array.from({ length: FULL + 1 }, (_, shade) => channels(mixed(paper, ink, shade / FULL))).flat(),
    ),
  );
}
