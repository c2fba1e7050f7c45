import type { TrackedEvent } from "#core/event.ts";

/** Events in order of arrival, as somebody who follows the store reads them. */
export interface Arrivals {
  events: { seq: number; event: TrackedEvent }[];
  /** All that was asked for of the arrival numbers up to here has been given. */
  through: number;
  /** Nothing more was there when this was read. */
  complete: boolean;
}

export interface ArrivalsQuestion {
  after: number;
  /** Not beyond this arrival number; null: to the end. */
  upTo: number | null;
  /** ms, inclusive, by when the events happened; null: whenever. */
  between: { from: number; to: number } | null;
  /** Events at most. */
  limit: number;
}
