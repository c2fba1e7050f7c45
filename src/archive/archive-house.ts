import type { Clock } from "#core/clock.ts";

/** What moving and removing needs of the rest of the house. */
export interface ArchiveHouse {
  db: D1Database;
  bucket: R2Bucket;
  clock: Clock;
  /** Statements asked of the database so far by this house: an invocation may ask a thousand. */
  queries(): number;
  /** How full the database is: bytes in use, and their share of what it may hold. */
  size(): Promise<{ bytes: number; limit: number; share: number }>;
  /** The lines of a pack's body, in order of arrival; an erased event's is empty. */
  linesOf(body: Uint8Array): string[];
  /** Removes up to some packs' worth of events of a day from the database; `sources`: of these, null: of all. */
  removeStored(day: number, sources: readonly number[] | null): Promise<{ events: number; done: boolean }>;
}
