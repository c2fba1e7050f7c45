import { numberOf, textOf } from "#core/comparison.ts";
import type { Series } from "#core/question/segmentation.ts";
import type { HistoryEvent } from "#core/history.ts";
import type { Allowance } from "#query/segmentation-allowance.ts";
import { createFold } from "#query/segmentation-fold.ts";
import { eachWindow, type Windows } from "#query/segmentation-windows.ts";

/** What a session is known by. */
export const SESSION = "$session_id";

/** One number for each window and one for the whole, made of people who come one after the other. */
export interface Measure {
  /**
   * Takes the events of one person that count here, in order, and tells in which windows they made a difference; the
   * whole is the number after the last window. So a list of people is made by what makes the count.
   */
  add(events: readonly HistoryEvent[], counted: (window: number) => void): void;
  result(window: number): number;
}

export type MeasuredSeries = Pick<Series, "math" | "property" | "fold">;

/** `whole` is one window: over it totals count each person, session and value once. */
export function createMeasure(series: MeasuredSeries, windows: Windows, whole: Windows, allowance: Allowance): Measure {
  const count = windows.starts.length;
  const reading = createReading(series, count + 1, allowance);
  return {
    add(events, counted) {
      const moments = events.map((event) => event.ts);
      eachWindow(windows, moments, (window, from, to) => {
        if (reading.read(window, events, from, to)) counted(window);
      });
      eachWindow(whole, moments, (_, from, to) => {
        if (reading.read(count, events, from, to)) counted(count);
      });
    },
    result: reading.result,
  };
}

interface Reading {
  /** Takes what one person's `events[from]` to before `events[to]` say, of which there is at least one; did they say anything? */
  read(cell: number, events: readonly HistoryEvent[], from: number, to: number): boolean;
  result(cell: number): number;
}

function createReading({ math, property, fold }: MeasuredSeries, cells: number, allowance: Allowance): Reading {
  switch (math) {
    case "total":
      return perPerson("sum", cells, allowance, (_, from, to) => to - from);
    case "unique":
    case "weekly_active":
    case "monthly_active":
      return perPerson("sum", cells, allowance, () => 1);
    case "perUser":
      return perPerson(fold, cells, allowance, (events, from, to) =>
        property === undefined ? to - from : sumOf(events, from, to, property),
      );
    case "sessions":
      return different(SESSION, (text) => text !== "", cells, allowance);
    case "distinct":
      return different(property ?? "", () => true, cells, allowance);
    case "sum":
    case "avg":
    case "min":
    case "max":
    case "median":
    case "p25":
    case "p75":
    case "p90":
    case "p95":
    case "p99":
      return numbers(property ?? "", createFold(math, cells, allowance));
  }
}

function perPerson(
  math: MeasuredSeries["fold"],
  cells: number,
  allowance: Allowance,
  valueOf: (events: readonly HistoryEvent[], from: number, to: number) => number,
): Reading {
  const fold = createFold(math, cells, allowance);
  return {
    read(cell, events, from, to) {
      fold.put(cell, valueOf(events, from, to));
      return true;
    },
    result: fold.result,
  };
}

function sumOf(events: readonly HistoryEvent[], from: number, to: number, property: string): number {
  let sum = 0;
  for (let at = from; at < to; at++) sum += numberOf(events[at]?.property(property) ?? null) || 0;
  return sum;
}

/** Events without a number count nowhere, not as 0. */
function numbers(property: string, fold: ReturnType<typeof createFold>): Reading {
  return {
    read(cell, events, from, to) {
      let said = false;
      for (let at = from; at < to; at++) {
        const number = numberOf(events[at]?.property(property) ?? null);
        if (Number.isNaN(number)) continue;
        fold.put(cell, number);
        said = true;
      }
      return said;
    },
    result: fold.result,
  };
}

function different(property: string, counts: (text: string) => boolean, cells: number, allowance: Allowance): Reading {
  const sets: (Set<string> | undefined)[] = Array.from({ length: cells });
  return {
    read(cell, events, from, to) {
      let said = false;
      for (let at = from; at < to; at++) {
        const value = events[at]?.property(property) ?? null;
        const text = value === null ? null : textOf(value);
        if (text === null || !counts(text)) continue;
        said = true;
        const set = (sets[cell] ??= new Set());
        if (!set.has(text) && allowance.keepsText(text)) set.add(text);
      }
      return said;
    },
    result: (cell) => sets[cell]?.size ?? 0,
  };
}
