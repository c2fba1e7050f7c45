import { type Clock, SECOND_MS } from "#core/clock.ts";
import type { TrackedEvent } from "#core/event.ts";
import type { FeedSources } from "#live/sources.ts";

/** How long "somebody watches" holds without being renewed. After the last watcher left, it lapses by itself. */
export const LEASE_MS = 60 * SECOND_MS;
export const RENEW_EVERY_MS = LEASE_MS / 2;

/** What was stored since the feed last looked. */
export interface Harvest {
  events: TrackedEvent[];
  /** Arrival number up to which nothing stored is left to take. */
  through: number;
  /** Events before the first of these that were stored too, and not read. */
  missed: number;
}

/** What a publisher that has just stored its events can say of them: they are all that was stored after `after`, up to `through`. */
export interface StoredRange {
  after: number;
  through: number;
}

/**
 * Keeps the feed complete. The order is what makes it lossless: first the lease is written, then the store is read. Whatever
 * is stored by then is read here; whatever is stored later sees the lease and is published.
 */
export function createVigil(
  sources: FeedSources,
  clock: Clock,
  seededThrough: number | null,
  take: (harvest: Harvest) => void,
) {
  let leaseUntil = 0;
  /** Everything stored up to here has been taken over; null: the feed has never looked. */
  let through = seededThrough;
  let underway: Promise<void> | undefined;

  async function look(limit: number): Promise<void> {
    const until = clock() + LEASE_MS;
    await sources.watch(until);
    const from = through;
    const stored = await sources.storedSince(from ?? 0, limit);
    // A publisher may have told of later ones in the meantime.
    const reached = Math.max(through ?? 0, stored.at(-1)?.seq ?? 0);
    const missed = from === null || stored.length < limit ? 0 : Math.max(0, (stored[0]?.seq ?? 0) - from - 1);
    take({ events: stored.map(({ event }) => event), through: reached, missed });
    // Only now: where they could not be taken, the next look starts from the same place.
    through = reached;
    leaseUntil = until;
  }

  /** Writes the lease anew and takes over what was stored meanwhile. Callers at one time share one look. */
  const renew = (limit: number): Promise<void> => (underway ??= look(limit).finally(() => (underway = undefined)));

  return {
    renew,
    through: () => through,
    /** Renews unless the lease still holds for a good while: then everything stored has been published all along. */
    async ensure(limit: number): Promise<void> {
      if (clock() > leaseUntil - RENEW_EVERY_MS) await renew(limit);
    },
    /** True when something was stored that was never published (a call that failed): look at the store again. */
    missesBefore({ after, through: to }: StoredRange): boolean {
      if (through === null || after > through) return true;
      through = Math.max(through, to);
      return false;
    },
  };
}
