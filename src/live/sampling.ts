/** How much of a stream is shown when it runs faster than `maxPerSecond`. Times are ms. */
export interface Sampling {
  /** Events that may still be shown now: refills with time, holds at most one second's worth. */
  allowance: number;
  at: number;
  /** Counted since `since`, for the next report. */
  since: number;
  seen: number;
  shown: number;
  /** Has the watcher been told that something is left out? */
  told: boolean;
}

/** What a watcher is told about the rate: events a second that passed its filter, and how many of them it got. */
export interface Rate {
  perSecond: number;
  shownPerSecond: number;
  sampled: boolean;
}

const REPORT_EVERY_MS = 1_000;

export const beginSampling = (maxPerSecond: number, now: number): Sampling => ({
  allowance: maxPerSecond,
  at: now,
  since: now,
  seen: 0,
  shown: 0,
  told: false,
});

/** How many of `count` new events to show: the newest ones, and of any at all at least the newest. 0 a second is no limit. */
export function sample(
  state: Sampling,
  count: number,
  maxPerSecond: number,
  now: number,
): { state: Sampling; show: number } {
  if (maxPerSecond === 0) return { state, show: count };
  const refill = (maxPerSecond * (now - state.at)) / 1_000;
  const allowance = Math.min(maxPerSecond, state.allowance + refill);
  const show = count === 0 ? 0 : Math.min(count, Math.max(1, Math.floor(allowance)));
  return {
    show,
    state: {
      ...state,
      allowance: Math.max(0, allowance - show),
      at: now,
      seen: state.seen + count,
      shown: state.shown + show,
    },
  };
}

/** What to tell now, if anything: at once when something is first left out, then every second, and when nothing is any more. */
export function report(state: Sampling, now: number): { state: Sampling; rate: Rate | null } {
  const elapsed = now - state.since;
  const leavesOut = state.seen > state.shown;
  const begins = leavesOut && !state.told;
  if (!begins && elapsed < REPORT_EVERY_MS) return { state, rate: null };
  // Sampling that begins has seen a moment only; a rate over less than a second would be a wild guess.
  const seconds = Math.max(elapsed, REPORT_EVERY_MS) / 1_000;
  const rate = {
    perSecond: Math.round(state.seen / seconds),
    shownPerSecond: Math.round(state.shown / seconds),
    sampled: leavesOut,
  };
  return {
    state: { ...state, since: now, seen: 0, shown: 0, told: leavesOut },
    rate: leavesOut || state.told ? rate : null,
  };
}
