import { firstAbove } from "#query/first-above.ts";

/**
 * Stretches of time in order: neither the starts nor the ends ever go back, though stretches may overlap.
 * ms, starts inclusive, ends exclusive.
 */
export interface Windows {
  starts: readonly number[];
  ends: readonly number[];
}

/**
 * Finds every window that holds at least one of the moments (ms, in order) and says which of them it holds:
 * `moments[from]` to before `moments[to]`. Windows without any cost nothing, however many there are.
 */
export function eachWindow(
  { starts, ends }: Windows,
  moments: readonly number[],
  visit: (window: number, from: number, to: number) => void,
): void {
  let from = 0;
  let to = 0;
  let moment = moments[0];
  if (moment === undefined) return;
  for (let window = firstAbove(ends, moment, 0); window < ends.length; window++) {
    const start = starts[window] ?? 0;
    const end = ends[window] ?? 0;
    while (moment !== undefined && moment < start) moment = moments[++from];
    if (moment === undefined) return;
    if (moment >= end) {
      window = firstAbove(ends, moment, window) - 1;
      continue;
    }
    to = Math.max(to, from);
    while ((moments[to] ?? Number.POSITIVE_INFINITY) < end) to += 1;
    visit(window, from, to);
  }
}
