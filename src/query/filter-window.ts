import { boundOf } from "#core/range.ts";
import { isDay, spanMs } from "#core/question/time.ts";
import type { Within } from "#core/question/tree.ts";
import type { QuestionContext } from "#core/history.ts";

/** A stretch of time of a behaviour (ms): after `after`, up to and including `until`. */
export interface Window {
  after: number;
  until: number;
}

/**
 * The window of a behaviour: (now - span, now], so exactly seven days ago is outside (SEMANTICS §6). Fixed instants
 * likewise; fixed days are whole local ones, first and last included. Without `within`, everything up to now.
 */
export function windowOf(within: Within | undefined, { now, calendar }: QuestionContext): Window {
  if (within === undefined) return { after: -Infinity, until: now };
  if ("unit" in within) return { after: now - spanMs(within), until: now };
  const { from, to } = within;
  const start = from === undefined ? -Infinity : boundOf(from, "from", calendar);
  return {
    after: from !== undefined && isDay(from) ? start - 1 : start,
    until: to === undefined ? now : boundOf(to, "to", calendar),
  };
}
