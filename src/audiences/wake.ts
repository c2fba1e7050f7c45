import type { Clock } from "#core/clock.ts";
import { log, reasonOf } from "#core/log.ts";
import { readWatch } from "#audiences/watch-store.ts";

/** That there is nothing to follow is believed for this long; meanwhile nothing is lost, only later. */
const FRESH_MS = 5_000;
/** The pipeline goes on after this: it must not be held up. */
const PATIENCE_MS = 2_000;

/** Is there anybody to be woken? In the isolate's memory, read anew every few seconds of traffic. */
export function createWatchMemory() {
  let known: { watching: boolean; readAt: number } | null = null;
  return {
    async isWatching(db: D1Database, clock: Clock): Promise<boolean> {
      if (known && clock() - known.readAt < FRESH_MS) return known.watching;
      const readAt = clock();
      known = { watching: (await readWatch(db)).watching === 1, readAt };
      return known.watching;
    },
    forget() {
      known = null;
    },
  };
}
export type WatchMemory = ReturnType<typeof createWatchMemory>;

/**
 * Tells the Audiences object that there is something new. Never throws, and takes two seconds at most: what comes next wakes
 * it again, and the hourly round does; it looks in the store, so nothing can get lost.
 */
export async function wakeAudiences(
  house: { db: D1Database; clock: Clock; wake: () => Promise<void> },
  memory: WatchMemory,
): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("no answer in time")), PATIENCE_MS);
  });
  try {
    if (await memory.isWatching(house.db, house.clock)) await Promise.race([house.wake(), tooLong]);
  } catch (error) {
    log("warn", "audiences_not_woken", { reason: reasonOf(error) });
  } finally {
    clearTimeout(timer ?? null);
  }
}
