import type { TrackedEvent } from "#core/event.ts";
import { EventsQuery, questionOf } from "#store/events-query.ts";
import { timeline } from "#store/timeline.ts";

/** The stored event of a messageId, or null. `now`: ms. */
export async function eventById(
  db: D1Database,
  messageId: string,
  now: number,
): Promise<{ seq: number; event: TrackedEvent } | null> {
  const { events } = await timeline(db, questionOf(EventsQuery.parse({ messageId, limit: 1 }), now));
  return events[0] ?? null;
}
