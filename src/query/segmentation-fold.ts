import type { Allowance } from "#query/segmentation-allowance.ts";

/** How many numbers become one. `p90` is the 90th percentile; the median is p50. */
export type FoldMath = "sum" | "avg" | "min" | "max" | "median" | "p25" | "p75" | "p90" | "p95" | "p99";

/** Numbers of many cells, each cell folded into one number; a cell nothing was put into gives 0. */
export interface Fold {
  put(cell: number, value: number): void;
  result(cell: number): number;
}

/** Keeps no more than the maths needs: one or two numbers a cell, except for percentiles, which need every number. */
export function createFold(math: FoldMath, cells: number, allowance: Allowance): Fold {
  switch (math) {
    case "sum":
      return sums(cells);
    case "avg":
      return averages(cells);
    case "min":
      return extremes(cells, (value, least) => value < least);
    case "max":
      return extremes(cells, (value, most) => value > most);
    case "median":
      return percentiles(cells, 0.5, allowance);
    case "p25":
    case "p75":
    case "p90":
    case "p95":
    case "p99":
      return percentiles(cells, Number(math.slice(1)) / 100, allowance);
  }
}

function sums(cells: number): Fold {
  const sum = new Float64Array(cells);
  return {
    put(cell, value) {
      sum[cell] = (sum[cell] ?? 0) + value;
    },
    result: (cell) => sum[cell] ?? 0,
  };
}

function averages(cells: number): Fold {
  const sum = sums(cells);
  const count = sums(cells);
  return {
    put(cell, value) {
      sum.put(cell, value);
      count.put(cell, 1);
    },
    result: (cell) => sum.result(cell) / (count.result(cell) || 1),
  };
}

function extremes(cells: number, beats: (value: number, best: number) => boolean): Fold {
  const best = new Float64Array(cells).fill(Number.NaN);
  return {
    put(cell, value) {
      const held = best[cell] ?? Number.NaN;
      if (Number.isNaN(held) || beats(value, held)) best[cell] = value;
    },
    result: (cell) => best[cell] || 0,
  };
}

function percentiles(cells: number, p: number, allowance: Allowance): Fold {
  const samples: (Sample | undefined)[] = Array.from({ length: cells });
  return {
    put(cell, value) {
      const sample = (samples[cell] ??= { kept: [], seen: 0 });
      sample.seen += 1;
      if (allowance.keepsNumber(sample.kept.length)) {
        sample.kept.push(value);
        return;
      }
      // Reservoir sampling: every number of the cell is as likely to be among the kept as any other.
      const place = allowance.random(sample.seen);
      if (place < sample.kept.length) sample.kept[place] = value;
    },
    result: (cell) => quantile(samples[cell]?.kept ?? [], p),
  };
}

interface Sample {
  kept: number[];
  seen: number;
}

/** The number at position (n - 1) * p of the sorted list, linear between two ranks; 0 of an empty list. */
export function quantile(values: readonly number[], p: number): number {
  const sorted = Float64Array.from(values).toSorted();
  const position = (sorted.length - 1) * p;
  const below = Math.floor(position);
  const low = sorted[below];
  if (low === undefined) return 0;
  return low + (position - below) * ((sorted[below + 1] ?? low) - low);
}
