import type { ListAction } from "#lists/page-body.ts";

/** How far a list is. Times are ms. */
export interface SyncState {
  sync: number;
  /**
   * new: everything has to be sent; gathering: who is in the audience is being written down; full: pages of the whole list
   * are on their way; live: changes are.
   */
  phase: "new" | "gathering" | "full" | "live";
  /** Who was touched up to this number is dealt with. */
  cursor: number;
  /** Gathering: people up to this number are written down. */
  after: number;
  /** The whole list on its way: its number, the page that is next (from 1), and how many there are. */
  session: number;
  page: number;
  pages: number;
  /** A page of changes that is on its way; its people lie in `going`. */
  going: { action: Exclude<ListAction, "members">; session: number } | null;
  failures: number;
  failingSince: number | null;
  waitUntil: number;
  /** What the receiver said last, in plain words, and when. */
  lastAnswer: string | null;
  lastAnswerAt: number | null;
  /** Since when nothing is left to send; null: something is. */
  inStepSince: number | null;
}

export const UNTRIED = { failures: 0, failingSince: null, waitUntil: 0 } as const;

export const newState = (sync: number): SyncState => ({
  sync,
  phase: "new",
  cursor: 0,
  after: 0,
  session: 0,
  page: 1,
  pages: 1,
  going: null,
  ...UNTRIED,
  lastAnswer: null,
  lastAnswerAt: null,
  inStepSince: null,
});

/** How a list is, as its object says. */
export interface SyncReport {
  phase: SyncState["phase"];
  /** People that were sent and not taken back. */
  listed: number;
  /** People that are still to be sent or taken back, as far as is known. */
  waiting: number;
  inStepSince: number | null;
  lastAnswer: string | null;
  lastAnswerAt: number | null;
  /** Null: it isn't failing. */
  nextTryAt: number | null;
}
