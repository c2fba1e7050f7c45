import type { Clock } from "#core/clock.ts";
import type { KnownSync } from "#lists/sync.ts";
import type { Listed } from "#lists/page-body.ts";

/** What came of a page. */
export type PageOutcome =
  | { outcome: "taken" }
  /** Not now: no answer, or one that says to try again; `afterMs` where it says when. */
  | { outcome: "later"; reason: string; afterMs: number | null }
  /** Not before a person has looked at it. */
  | { outcome: "stopped"; reason: string };

/** A page on its way. */
export interface Page extends Pick<KnownSync, "uid" | "url" | "sealed" | "ownHost"> {
  /** The same at every attempt, and for nothing else. */
  key: string;
  body: string;
}

/** What lists ask of the Audiences object (src/audiences/listeners.ts). */
export interface AudienceFeed {
  /** Begins to follow; null: it is not computed yet, and who follows is woken when it is. */
  listen(sync: number, audience: number): Promise<number | null>;
  touched(
    sync: number,
    after: number,
    limit: number,
  ): Promise<{ n: number; person: number; isMember: boolean }[] | null>;
  behind(sync: number, after: number): Promise<number>;
  unlisten(sync: number): Promise<void>;
  /** Members by number, after this one. */
  members(audience: number, after: number, limit: number): Promise<{ person: number }[]>;
}

/** What a ListSync needs of the house around it. */
export interface ListHouse {
  clock: Clock;
  /** Null: it was deleted, or its audience. */
  sync: (id: number) => Promise<KnownSync | null>;
  /** Stops it until a person looks at it. */
  stop: (id: number, reason: string) => Promise<void>;
  feed: AudienceFeed;
  /** Who these are now, with these traits; who was erased is missing. */
  people: (persons: readonly number[], traits: readonly string[]) => Promise<ReadonlyMap<number, Listed>>;
  post: (page: Page) => Promise<PageOutcome>;
  /** Pause (ms) after so many failures in a row, given what the receiver asked for. */
  pauseAfter: (failures: number, askedMs: number | null) => number;
  /** How long (ms) it is tried before a person has to look at it. */
  patienceMs: number;
  /** People on a page. */
  pageSize: number;
}
