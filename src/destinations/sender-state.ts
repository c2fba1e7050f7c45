import type { CountedHour } from "#destinations/counts.ts";

/** How far a stream of events has come. */
export interface Progress {
  /** Everything up to this arrival number is dealt with. */
  cursor: number;
  /** Of the events after it, by lane: dealt with up to this arrival number. Empty between two windows. */
  positions: Record<string, number>;
  /** Up to this arrival number, or `cursor` where that is higher, everything was sent, or waits for a try of its own. */
  reached?: number;
}

/** What a Sender remembers, in one row that is written after every request: so one row a request is all it costs. */
export interface SenderState {
  connection: number;
  live: Progress;
  /** Requests in a row that failed without the event being at fault. */
  failures: number;
  /** ms since when; null: it works, or was not tried yet. */
  failingSince: number | null;
  /** ms; nothing is sent before. */
  waitUntil: number;
  lastError: string | null;
  lastErrorAt: number | null;
  lastDeliveredAt: number | null;
  /** ms that events may be held to fill a batch. */
  holdMs: number;
  counted: CountedHour;
}

export type ReplayState = "running" | "paused" | "done" | "cancelled";

/** A stretch of time that is sent once more. */
export interface Replay {
  id: number;
  /** ms, inclusive, by when events happened. */
  from: number;
  to: number;
  state: ReplayState;
  progress: Progress;
  /** Arrival numbers it goes from and to. */
  first: number;
  last: number;
  /** Events of the range that were dealt with. */
  events: number;
  /** Events a second at most. */
  rate: number;
  dueAt: number;
  createdAt: number;
  doneAt: number | null;
}

/** A delivery that waits for another try of its own. */
export interface Retry {
  subscription: number;
  seq: number;
  attempts: number;
  firstAt: number;
  dueAt: number;
  error: string;
}

/** A delivery that will not be tried again by itself. The event stands in the store; here is only what came of it. */
export interface DeadLetter {
  id: number;
  subscription: number;
  seq: number;
  messageId: string;
  eventName: string;
  at: number;
  attempts: number;
  reason: string;
  /** What the destination answered last, secrets masked; null: nothing. */
  answer: string | null;
}
