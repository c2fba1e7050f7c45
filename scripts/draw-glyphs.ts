import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openBrowser } from "../test/support/browser.ts";

/**
 * node scripts/draw-glyphs.ts <font.woff2>: draws the characters that labels of charts in mails are made of, in a browser,
 * and writes them to src/digest/picture/glyphs.ts. Numbers and dates only: names of events stand in HTML, in any script.
 * The font there is Roboto Regular of npm's roboto-fontface 0.10.0 (Apache License 2.0, NOTICE).
 */
const CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.,:%+-−–/<>() ";
/** Picture pixels; half as many on the screen. */
const SIZE = 26;

interface Drawn {
  character: string;
  advance: number;
  left: number;
  top: number;
  width: number;
  shades: string;
}

/** Runs in the browser: each character drawn alone, and what of it has ink, in shades from 0 to f. */
const DRAW = (font: string): string => `(async () => {
  const size = ${SIZE};
  const face = new FontFace("Drawn", "url(data:font/woff2;base64,${font})");
  document.fonts.add(await face.load());
  const [width, height] = [3 * size, 2 * size];
  const context = Object.assign(document.createElement("canvas"), { width, height }).getContext("2d");
  context.font = size + "px Drawn";
  return Array.from(${JSON.stringify(CHARACTERS)}, (character) => {
    context.clearRect(0, 0, width, height);
    context.fillText(character, size, size);
    const { data } = context.getImageData(0, 0, width, height);
    const shade = (x, y) => Math.round(data[4 * (y * width + x) + 3] / 17);
    const inked = Array.from({ length: width * height }, (_, at) => [at % width, Math.floor(at / width)])
      .filter(([x, y]) => shade(x, y) > 0);
    const advance = Math.round(context.measureText(character).width);
    if (inked.length === 0) return { character, advance, left: 0, top: 0, width: 0, shades: "" };
    const [xs, ys] = [inked.map(([x]) => x), inked.map(([, y]) => y)];
    const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    let shades = "";
    for (let y = top; y <= bottom; y += 1) for (let x = left; x <= right; x += 1) shades += shade(x, y).toString(16);
    return { character, advance, left: left - size, top: top - size, width: right - left + 1, shades };
  });
})()`;

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error("node scripts/draw-glyphs.ts <font.woff2>");
const browser = await openBrowser();
try {
  const page = await browser.newPage();
  const glyphs: Drawn[] = await page.evaluate(DRAW(readFileSync(path).toString("base64")));
  const rows = glyphs.map(
    ({ character, advance, left, top, width, shades }) =>
      `  ${JSON.stringify(character)}: [${advance}, ${left}, ${top}, ${width}, ${JSON.stringify(packed(shades))}],`,
  );
  writeFileSync(
    join(import.meta.dirname, "../src/digest/picture/glyphs.ts"),
    `/**
 * Drawn by scripts/draw-glyphs.ts from Roboto (Apache License 2.0, NOTICE): pixels to the next character, from the pen to
 * the left edge, from the baseline to the upper edge, width, and the shades of its pixels from 0 to f, row by row, where
 * a letter from g on says how often the shade before it comes: g twice, h three times, …
 */
export type Glyph = readonly [advance: number, left: number, top: number, width: number, shades: string];

/** Pixels of an em, and those that digits rise above the baseline. */
export const EM = ${SIZE};
export const DIGIT_HEIGHT = ${-(glyphs[0]?.top ?? 0)};

// prettier-ignore
export const GLYPHS: Readonly<Record<string, Glyph>> = {
${rows.join("\n")}
};
`,
  );
} finally {
  await browser.close();
}

/** Two to 21 of a shade as the shade and a letter that says how often: `0000` as `0i`. */
function packed(shades: string): string {
  return shades.replaceAll(/(.)\1{1,20}/g, (run, shade: string) => `${shade}${(run.length + 14).toString(36)}`);
}
