import { type Clock, DAY_MS } from "#core/clock.ts";

/** An alarm that should have rung this long ago rang while the machine died: the platform repeats it, later each time. */
const OVERDUE_MS = 1_000;
/** The platform takes no moment after 2189, and a date may come of age in centuries. */
const LONGEST_MS = 30 * DAY_MS;

/** The alarm of a Durable Object that has several reasons to ring: it rings at the first of them. */
export function createAlarmClock(storage: DurableObjectStorage, clock: Clock) {
  /** When it is set for (ms), as far as this instance knows. */
  let known: number | null = null;
  return {
    /** Rings at this moment (ms) at the latest; in a month, where that is later still. */
    async ringBy(moment: number): Promise<void> {
      const now = clock();
      const at = Math.min(moment, now + LONGEST_MS);
      const set = known ?? (await storage.getAlarm());
      if (set !== null && set <= at && set > now - OVERDUE_MS) return;
      known = at;
      await storage.setAlarm(at);
    },
    /** It has rung, or was deleted. */
    rang(): void {
      known = null;
    },
  };
}
