import type { TrackedEvent } from "#core/event.ts";

/** What the tracking plan gets of the other stages. */
export interface PlanHouse {
  db: D1Database;
  queue: Queue;
  /** Event names of the last 30 days, most frequent first, each with the calls it came by. */
  seen(): Promise<{ name: string; kinds: readonly string[]; volume: number }[]>;
  /** The newest events counted under a name. */
  newest(name: string, limit: number): Promise<TrackedEvent[]>;
  /** The event that was kept aside, or null where its line says none. */
  eventOf(line: string): TrackedEvent | null;
}
