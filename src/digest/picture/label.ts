import { type Canvas, cover } from "#digest/picture/canvas.ts";
import { EM, GLYPHS } from "#digest/picture/glyphs.ts";

/** Intl parts 08:00 and AM by a narrow space of its own. */
const drawable = (text: string): string[] => Array.from(text.replaceAll(/\s/g, " "));

/** How wide a text is, in pixels. A character there is no drawing of is left white. */
export const widthOf = (text: string): number =>
  drawable(text).reduce((sum, character) => sum + (GLYPHS[character]?.[0] ?? EM / 2), 0);

/** Writes numbers and dates. `x` is the left edge, the middle or the right edge; `y` the baseline. */
export function write(
  canvas: Canvas,
  text: string,
  { x, y, align }: { x: number; y: number; align: "left" | "middle" | "right" },
  ink: number,
): void {
  const width = widthOf(text);
  let pen = Math.round(align === "left" ? x : align === "right" ? x - width : x - width / 2);
  for (const character of drawable(text)) {
    const glyph = GLYPHS[character];
    if (glyph !== undefined) {
      const [, left, top, columns, shades] = glyph;
      let place = 0;
      for (const [, shade = "0", often] of shades.matchAll(/([0-9a-f])([g-z]?)/g)) {
        // A letter stands for how often: g is twice.
        const times = often === undefined || often === "" ? 1 : Number.parseInt(often, 36) - 14;
        const part = Number.parseInt(shade, 16) / 15;
        for (let end = place + times; place < end; place += 1) {
          if (part === 0) continue;
          cover(canvas, pen + left + (place % columns), Math.round(y) + top + Math.floor(place / columns), ink, part);
        }
      }
    }
    pen += glyph?.[0] ?? EM / 2;
  }
}
