import { type Archive, NO_ARCHIVE } from "#core/archive.ts";
import type { TrackedEvent } from "#core/event.ts";
import { EventsQuery, questionOf } from "#store/events-query.ts";
import { timeline } from "#store/timeline.ts";

/** The stored event of a messageId, or null. `now`: ms. */
export async function eventById(
  db: D1Database,
  messageId: string,
  now: number,
  archive: Archive = NO_ARCHIVE,
): Promise<{ seq: number; event: TrackedEvent } | null> {
  const { events } = await timeline(db, questionOf(EventsQuery.parse({ messageId, limit: 1 }), now), archive);
  return events[0] ?? null;
}
