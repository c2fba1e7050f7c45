import type { Clock } from "#core/clock.ts";
import type { Page, PageOutcome } from "#lists/list-house.ts";
import type { Seal } from "#lists/syncs.ts";
import type { SyncReport } from "#lists/sync-state.ts";

/** A ListSync object, as routes call it. */
export interface ListStub {
  wake(sync: number): Promise<void>;
  again(sync: number): Promise<void>;
  report(): Promise<SyncReport | null>;
}

/** What the routes of lists need of the other stages. */
export interface ListRoutesHouse {
  db: D1Database;
  clock: Clock;
  seal: Seal;
  object: (sync: number) => ListStub;
  post: (page: Page) => Promise<PageOutcome>;
  /** Why this address may not be called by this deployment, or null. */
  addressFault: (url: string, ownHost: string) => string | null;
  /** Why this can't be signed with, or null. */
  signingFault: (secret: string) => string | null;
}
