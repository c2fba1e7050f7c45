import { AsyncLocalStorage } from "node:async_hooks";
import type { DestinationRequest } from "#destinations/contract.ts";

/** The one way out of a delivery, kept beside the calls of Segment's code, which knows only a `fetch` for all. */
export interface Exit {
  request: DestinationRequest;
  /** What the last call out failed with: Segment's code wraps errors, and then hides what they were. */
  failure: unknown;
  /** The last answer: Segment's code seldom passes on how long to wait, and may make another status of it. */
  last: { status: number; headers: Headers } | null;
}

export const exits = new AsyncLocalStorage<Exit>();
