/** A vertical axis: what its ends stand for, and where its lines lie. */
export interface Scale {
  low: number;
  high: number;
  ticks: number[];
  step: number;
}

const LINES = 5;

/** An axis from 0, or below it, with about five lines at round numbers; the highest lies at or above every value. */
export function scaleOf(values: readonly number[]): Scale {
  const lowest = values.reduce((low, value) => Math.min(low, value), 0);
  const highest = values.reduce((high, value) => Math.max(high, value), 0);
  const rough = (highest - lowest) / LINES;
  const step = rough <= 0 ? 1 : roundStep(rough);
  const first = Math.floor(lowest / step);
  const last = Math.max(first + 1, Math.ceil(highest / step));
  const ticks = Array.from({ length: last - first + 1 }, (_, at) => exact((first + at) * step));
  return { low: ticks[0] ?? 0, high: ticks.at(-1) ?? 1, ticks, step };
}

/** 1, 2 or 5 of a power of ten: the least that isn't below. */
function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const times = [1, 2, 5, 10].find((one) => exact(one * power) >= exact(rough)) ?? 10;
  return exact(times * power);
}

/** Without what binary fractions leave behind: 0.30000000000000004. */
const exact = (value: number): number => Number(value.toPrecision(12));
