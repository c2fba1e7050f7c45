import { decode } from "fast-png";
import { describe, expect, test } from "vitest";
import { createCanvas, mixed } from "#digest/picture/canvas.ts";
import { type BarsPlan, CHART_SIZE, drawChart, type LinesPlan } from "#digest/picture/chart.ts";
import { widthOf, write } from "#digest/picture/label.ts";
import { drawPart, PART_SIZE } from "#digest/picture/part.ts";
import { pngOf } from "#digest/picture/png.ts";
import { scaleOf } from "#digest/picture/scale.ts";
import { stroke } from "#digest/picture/stroke.ts";

const BLUE = "#1b6ec2";
const ORANGE = "#d9480f";
const bars = (data: number[], more: Partial<BarsPlan> = {}): BarsPlan => ({
  shape: "bars",
  labels: data.map((_, at) => String(at + 1)),
  incomplete: 0,
  format: String,
  data,
  colours: [BLUE],
  ...more,
});
const lines = (lines: LinesPlan["lines"], more: Partial<LinesPlan> = {}): LinesPlan => ({
  shape: "lines",
  labels: lines[0]?.data.map(String) ?? [],
  incomplete: 0,
  format: String,
  lines,
  ...more,
});

/** The picture as somebody else's decoder reads it. */
async function read(canvas: ReturnType<typeof drawChart>) {
  const { width, height, data, palette, depth } = decode(await pngOf(canvas), { checkCrc: true });
  const colourAt = (x: number, y: number): string => {
    const [red = 0, green = 0, blue = 0] = palette?.[data[y * width + x] ?? 0] ?? [];
    return `#${[red, green, blue].map((value) => value.toString(16).padStart(2, "0")).join("")}`;
  };
  const found = (colour: string) => {
    const places: { x: number; y: number }[] = [];
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) if (colourAt(x, y) === colour) places.push({ x, y });
    }
    return places;
  };
  return { width, height, depth, colourAt, found };
}

describe("a PNG", () => {
  test("has the size and the colours that were drawn", async () => {
    const canvas = createCanvas(5, 3, ["#ffffff", BLUE]);
    canvas.pixels.set([(1 << 4) | 15, (1 << 4) | 5], 6);
    const { width, height, depth, colourAt } = await read(canvas);
    expect({ width, height, depth }).toEqual({ width: 5, height: 3, depth: 8 });
    expect(colourAt(0, 0)).toBe("#ffffff");
    expect(colourAt(1, 1)).toBe(BLUE);
    expect(colourAt(2, 1)).toBe(mixed("#ffffff", BLUE, 1 / 3));
  });

  test("of a chart is twice as fine as it is shown, on paper of its own", async () => {
    const { width, height, colourAt } = await read(drawChart(bars([1, 2])));
    expect({ width, height }).toEqual({ width: 2 * CHART_SIZE.width, height: 2 * CHART_SIZE.height });
    for (const [x, y] of [
      [0, 0],
      [width - 1, 0],
      [0, height - 1],
      [width - 1, height - 1],
    ] as const) {
      expect(colourAt(x, y)).toBe("#ffffff");
    }
  });
});

describe("bars", () => {
  test("are as high as their numbers, from the line of 0", async () => {
    const { found } = await read(drawChart(bars([100, 50, 25, 0])));
    const places = found(BLUE);
    const heights = new Map<number, number>();
    for (const { x } of places) heights.set(x, (heights.get(x) ?? 0) + 1);
    // The middle of each bar: its corners are round.
    const columns = [...heights.keys()].toSorted((a, b) => a - b);
    const starts = columns.filter((x) => !heights.has(x - 1));
    const ends = columns.filter((x) => !heights.has(x + 1));
    const tall = starts.map((x, at) => heights.get(Math.round((x + (ends[at] ?? x)) / 2)) ?? 0);
    expect(tall).toHaveLength(3);
    const [whole = 0, half = 0, quarter = 0] = tall;
    expect(whole).toBeGreaterThan(300);
    expect(Math.abs(half - whole / 2)).toBeLessThanOrEqual(2);
    expect(Math.abs(quarter - whole / 4)).toBeLessThanOrEqual(2);
    // The highest ends at the line of 100, which is the top of the grid.
    const grid = found("#e2e7ee");
    expect(Math.abs(Math.min(...places.map(({ y }) => y)) - Math.min(...grid.map(({ y }) => y)))).toBeLessThanOrEqual(
      2,
    );
  });

  test("that may grow are pale", async () => {
    const { found } = await read(drawChart(bars([10, 10], { incomplete: 1 })));
    const right = Math.max(...found(BLUE).map(({ x }) => x));
    expect(Math.min(...found(mixed("#ffffff", BLUE, 0.45)).map(({ x }) => x))).toBeGreaterThan(right);
  });

  test("next to nothing is seen, nothing isn't, and less than nothing hangs down", async () => {
    expect((await read(drawChart(bars([1_000_000, 1])))).found(BLUE).some(({ x }) => x > CHART_SIZE.width)).toBe(true);
    expect((await read(drawChart(bars([10, 0])))).found(BLUE).some(({ x }) => x > CHART_SIZE.width + 100)).toBe(false);
    const below = (await read(drawChart(bars([10, -10])))).found(BLUE);
    const [left, right] = [below.filter(({ x }) => x < 500), below.filter(({ x }) => x > 600)];
    expect(Math.max(...left.map(({ y }) => y))).toBeLessThanOrEqual(Math.min(...right.map(({ y }) => y)));
  });
});

describe("lines", () => {
  test("go through their highest point, and are drawn one over the other", async () => {
    const data = [10, 40, 20, 80, 30];
    const { found } = await read(
      drawChart(
        lines([
          { colour: BLUE, data },
          { colour: ORANGE, data: data.map((value) => value / 2) },
        ]),
      ),
    );
    const [blue, orange] = [found(BLUE), found(ORANGE)];
    const top = blue.reduce((best, place) => (place.y < best.y ? place : best));
    const [left, right] = [Math.min(...blue.map(({ x }) => x)), Math.max(...blue.map(({ x }) => x))];
    expect(Math.abs(top.x - (left + (3 / 4) * (right - left)))).toBeLessThan(4);
    expect(Math.min(...orange.map(({ y }) => y))).toBeGreaterThan(top.y + 100);
  });

  test("are dashed where they may still grow", async () => {
    const flat = [50, 50, 50, 50, 100];
    const covered = async (incomplete: number) => {
      const { found } = await read(drawChart(lines([{ colour: BLUE, data: flat }], { incomplete })));
      return new Set(found(BLUE).map(({ x }) => x)).size;
    };
    expect(await covered(3)).toBeLessThan((await covered(0)) * 0.85);
  });

  test("of one point is a dot; of none there is a grid", async () => {
    expect((await read(drawChart(lines([{ colour: BLUE, data: [7] }])))).found(BLUE).length).toBeGreaterThan(8);
    expect((await read(drawChart(lines([])))).found("#e2e7ee").length).toBeGreaterThan(1_000);
  });

  test("are as thick in every direction", () => {
    for (const [x, y] of [
      [200, 0],
      [0, 200],
      [120, 160],
      [-160, 120],
    ] as const) {
      const canvas = createCanvas(500, 500, ["#ffffff", BLUE]);
      stroke(
        canvas,
        [
          { x: 250, y: 250 },
          { x: 250 + x, y: 250 + y },
        ],
        { ink: 1, width: 4 },
      );
      const area = canvas.pixels.reduce((sum, pixel) => sum + (pixel & 15) / 15, 0);
      expect(Math.abs(area - (4 * 200 + Math.PI * 4))).toBeLessThan(25);
    }
  });
});

describe("an axis", () => {
  test.each([
    [
      [0, 0],
      [0, 1],
    ],
    [[3], [0, 1, 2, 3]],
    [
      [100, 40],
      [0, 20, 40, 60, 80, 100],
    ],
    [[1_733], [0, 500, 1_000, 1_500, 2_000]],
    [[0.3], [0, 0.1, 0.2, 0.3]],
    [
      [-5, 10],
      [-5, 0, 5, 10],
    ],
  ])("of %j has lines at %j", (values, ticks) => {
    expect(scaleOf(values).ticks).toEqual(ticks);
  });
});

test("labels are written where there are drawings, and white where there are none", () => {
  const canvas = createCanvas(300, 60, ["#ffffff", BLUE]);
  write(canvas, "漢字", { x: 10, y: 40, align: "left" }, 1);
  expect(canvas.pixels.every((pixel) => pixel === 0)).toBe(true);
  write(canvas, "08:00\u202fAM", { x: 10, y: 40, align: "left" }, 1);
  const inked = [...canvas.pixels.entries()].filter(([, pixel]) => (pixel & 15) > 0).map(([at]) => at % 300);
  expect(Math.min(...inked)).toBeGreaterThanOrEqual(10);
  expect(Math.max(...inked)).toBeLessThanOrEqual(10 + widthOf("08:00 AM"));
  expect(widthOf("08:00\u202fAM")).toBe(widthOf("08:00 AM"));
});

test.each([0, 0.143, 1])("%f of a bar is filled", async (part) => {
  const { found, width, height } = await read(drawPart(part, BLUE));
  expect({ width, height }).toEqual({ width: 2 * PART_SIZE.width, height: 2 * PART_SIZE.height });
  const blue = found(BLUE).map(({ x }) => x);
  expect(blue.length === 0 ? 0 : Math.max(...blue) + 1).toBe(Math.round(part * width));
});
