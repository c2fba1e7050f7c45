import { AsyncLocalStorage } from "node:async_hooks";
import type { DestinationRequest } from "#destinations/contract.ts";

/** The one way out of a delivery, kept beside the calls of Segment's code, which knows only a `fetch` for all. */
export interface Exit {
  request: DestinationRequest;
  /** What the last call out failed with: Segment's code wraps errors, and then hides what they were. */
  failure: unknown;
  /** Of the last answer of 429: Segment's code passes on the status, seldom how long to wait. */
  limits: Headers | null;
}

export const exits = new AsyncLocalStorage<Exit>();
