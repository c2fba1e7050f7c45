import type { TrackedEvent } from "#core/event.ts";

/** What the feed asks of the rest of the house; worker.ts gives it. Each may throw when the database does. */
export interface FeedSources {
  /** The newest `limit` events with an arrival number above `afterSeq`, in order of arrival. */
  storedSince(afterSeq: number, limit: number): Promise<{ seq: number; event: TrackedEvent }[]>;
  /** People, not bots, with an event since then, and when (ms) their last one was. */
  peopleSince(sinceMs: number): Promise<{ person: string; lastSeen: number }[]>;
  /** Notes that somebody watches until then (ms). Once it returns, whatever is stored afterwards must be published. */
  watch(untilMs: number): Promise<void>;
}
