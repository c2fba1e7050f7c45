import type { Json } from "#core/json.ts";
import { compareBytes } from "#identity/link.ts";
import { compareMoments, type Moment } from "#identity/moment.ts";

/** A value, from the first to the last of the statements in a row that gave it. */
export interface Run {
  value: Json;
  from: Moment;
  to: Moment;
}

/** The values of one trait, oldest first; neighbours differ. The last one is the current value, and null says "removed". */
export type History = readonly Run[];

/** Older runs are forgotten; the events themselves keep everything. */
export const MAX_RUNS = 20;

/**
 * The history with one more statement in it, which may come late and twice; the same list where it changes nothing.
 * The last run is the newest statement whatever the order. What lies before it is as exact as runs can be: where a late
 * statement splits a run, the statements inside that run are not known any more, so its value comes back at its last one.
 * Two values of the same moment (two sources may use one message id) are ordered by their text.
 */
export function stated(history: History, value: Json, at: Moment): History {
  const order = (run: Run, end: Moment): number =>
    compareMoments(at, end) || compareBytes(valueText(value), valueText(run.value));
  const before = history.findLastIndex((run) => order(run, run.to) > 0);
  const previous = history[before];
  const next = history[before + 1];
  const run: Run = { value, from: at, to: at };

  if (next && order(next, next.from) >= 0) {
    if (isSame(next.value, value)) return history;
    const split = [{ ...next, to: next.from }, run, { ...next, from: next.to }];
    return history.toSpliced(before + 1, 1, ...split).slice(-MAX_RUNS);
  }
  // Before everything that is remembered: what stood between has perhaps been forgotten.
  if (!previous && history.length >= MAX_RUNS) return history;
  if (next && isSame(next.value, value)) return history.with(before + 1, { ...next, from: at });
  if (previous && isSame(previous.value, value)) return history.with(before, { ...previous, to: at });
  return history.toSpliced(before + 1, 0, run).slice(-MAX_RUNS);
}

/** Two histories as one: of the same key, as two ids of one person have it. */
export const joinedHistory = (a: History, b: History): History =>
  a.length === 0 ? b : b.reduce((history, { value, from, to }) => stated(stated(history, value, from), value, to), a);

const isScalar = (value: Json): boolean => typeof value !== "object" || value === null;

const isSame = (a: Json, b: Json): boolean => a === b || (isScalar(a) === isScalar(b) && valueText(a) === valueText(b));

/** The JSON of a value with sorted keys: equal values have equal texts, in whatever order a client wrote their keys. */
export function valueText(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(valueText).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const keys = Object.keys(value).toSorted();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${valueText(value[key] ?? null)}`).join(",")}}`;
}
