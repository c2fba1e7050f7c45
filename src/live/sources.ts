import type { TrackedEvent } from "#core/event.ts";

/** Somebody who was seen lately. */
export interface SeenPerson {
  person: string;
  /** Other ids (uids) of theirs, as many as are worth knowing. */
  ids: string[];
  /** ms */
  lastSeen: number;
}

/** What the feed asks of the rest of the house; worker.ts gives it. Each may throw when the database does. */
export interface FeedSources {
  /** The newest `limit` events with an arrival number above `afterSeq`, in order of arrival. */
  storedSince(afterSeq: number, limit: number): Promise<{ seq: number; event: TrackedEvent }[]>;
  /** People, not bots, with an event since then (ms). */
  peopleSince(sinceMs: number): Promise<SeenPerson[]>;
  /** Notes that somebody watches until then (ms). Once it returns, whatever is stored afterwards must be published. */
  watch(untilMs: number): Promise<void>;
}

/** Who knows what a socket was opened with (pass.ts). May throw when the database does. */
export interface Doorkeeper {
  /** Which of these passes are still good. */
  stillIn(passes: readonly string[]): Promise<ReadonlySet<string>>;
}
