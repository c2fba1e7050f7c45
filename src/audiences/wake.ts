import type { Clock } from "#core/clock.ts";
import { log, reasonOf } from "#core/log.ts";
import { within } from "#core/within.ts";
import { readWatch } from "#audiences/watch-store.ts";

/** That there is nothing to follow is believed for this long; meanwhile nothing is lost, only later. */
const FRESH_MS = 5_000;
/** The pipeline goes on after this: it must not be held up. */
const PATIENCE_MS = 2_000;
const AGAIN_AFTER_SECONDS = 5;

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

/** What is needed to tell the object that there is something new. */
export interface WatchHouse {
  db: D1Database;
  clock: Clock;
  wake: () => Promise<void>;
  /** Carries the call where it did not get through. */
  queue: Queue;
}

/** The message that repeats a call. */
const AGAIN = { audiences: true };
export const isWakeAgain = (body: unknown): boolean => typeof body === "object" && body !== null && "audiences" in body;

/**
 * Tells the Audiences object that there is something new. Never throws, and takes two seconds at most: what did not get
 * through is repeated by the queue, and by the hourly round; the object looks in the store, so nothing can get lost.
 */
export async function wakeAudiences(house: WatchHouse, memory: WatchMemory): Promise<void> {
  try {
    if (await memory.isWatching(house.db, house.clock)) await wakeOrLater(house);
  } catch (error) {
    log("warn", "audiences_not_woken", { reason: reasonOf(error) });
  }
}

async function wakeOrLater({ wake, queue }: WatchHouse): Promise<void> {
  try {
    await within(PATIENCE_MS, wake());
  } catch (error) {
    log("warn", "audiences_not_woken", { reason: reasonOf(error) });
    await queue.send(AGAIN, { contentType: "json", delaySeconds: AGAIN_AFTER_SECONDS });
  }
}
