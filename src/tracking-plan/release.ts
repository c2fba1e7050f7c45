import { encodeRelease } from "#core/message.ts";
import type { Source } from "#core/source.ts";

/** Events that one queue message lets in: they are read and stored together. */
const EVENTS_A_MESSAGE = 50;
/** Events let in by one call. */
const MAX_EVENTS = 1_000;

/** Which events of those that are kept aside. */
export interface HeldChoice {
  /** By number; null: all of this event, or all there are. */
  ids: readonly number[] | null;
  kind: string | null;
  name: string | null;
}

const CHOSEN = `(?1 IS NULL OR id IN (SELECT value FROM json_each(?1)))
  AND (?2 IS NULL OR kind = ?2) AND (?3 IS NULL OR name = ?3)`;
const bound = ({ ids, kind, name }: HeldChoice) => [ids === null ? null : JSON.stringify(ids), kind, name];

/**
 * Lets events in: they go through the queue and are stored as if they had never been held. A row goes in the transaction that
 * stores its event, so letting in twice, or dying on the way, stores it once. Returns how many were sent on their way, the
 * oldest first, at most a thousand.
 */
export async function release(db: D1Database, queue: Queue, choice: HeldChoice, now: number): Promise<number> {
  const { results } = await db
    .prepare(`SELECT id FROM held_events WHERE ${CHOSEN} ORDER BY id LIMIT ${MAX_EVENTS}`)
    .bind(...bound(choice))
    .all<{ id: number }>();
  const ids = results.map(({ id }) => id);
  for (let from = 0; from < ids.length; from += EVENTS_A_MESSAGE) {
    const some = ids.slice(from, from + EVENTS_A_MESSAGE);
    await queue.send(encodeRelease(some), { contentType: "text" });
    await db
      .prepare("UPDATE held_events SET released_at = ?2 WHERE id IN (SELECT value FROM json_each(?1))")
      .bind(JSON.stringify(some), now)
      .run();
  }
  return ids.length;
}

/** Throws these events away. They stay known by their messageId for a day, so a client's retry doesn't bring them back. */
export async function discard(db: D1Database, choice: HeldChoice): Promise<number> {
  const { meta } = await db
    .prepare(`DELETE FROM held_events WHERE released_at IS NULL AND ${CHOSEN}`)
    .bind(...bound(choice))
    .run();
  return meta.changes;
}

/** The events to be let in, as the store keeps them; those that are gone already are left out. */
export async function heldLines(
  db: D1Database,
  ids: readonly number[],
): Promise<{ id: number; sourceKind: Source["kind"]; line: string }[]> {
  const { results } = await db
    .prepare(
      `SELECT id, source_kind AS sourceKind, line FROM held_events
       WHERE id IN (SELECT value FROM json_each(?1)) ORDER BY id`,
    )
    .bind(JSON.stringify(ids))
    .all<{ id: number; sourceKind: Source["kind"]; line: string }>();
  return results;
}

/** For the transaction that stores them. */
export const forgetHeld = (db: D1Database, ids: readonly number[]): D1PreparedStatement[] =>
  ids.length === 0
    ? []
    : [db.prepare("DELETE FROM held_events WHERE id IN (SELECT value FROM json_each(?1))").bind(JSON.stringify(ids))];
