import { and, desc, eq, inArray, isNull, lt } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { deadLetters } from "#core/schema.ts";

/** A queue message that could not be stored, kept until somebody replays it. */
export interface DeadLetter {
  id: number;
  queue: string;
  messageId: string;
  buriedAt: number;
  reason: string;
  replayedAt: number | null;
}

/** Keeps a message for good. Idempotent by the queue's message id: a second delivery adds nothing. */
export async function bury(
  db: D1Database,
  letter: { queue: string; messageId: string; reason: string; body: string },
  now: number,
): Promise<void> {
  await drizzle(db)
    .insert(deadLetters)
    .values({ ...letter, reason: letter.reason.slice(0, 500), buriedAt: now })
    .onConflictDoNothing();
}

const shown = {
  id: deadLetters.id,
  queue: deadLetters.queue,
  messageId: deadLetters.messageId,
  buriedAt: deadLetters.buriedAt,
  reason: deadLetters.reason,
  replayedAt: deadLetters.replayedAt,
};

/** The newest first, a page at a time. */
export const listDeadLetters = (db: D1Database, before: number, limit: number): Promise<DeadLetter[]> =>
  drizzle(db)
    .select(shown)
    .from(deadLetters)
    .where(lt(deadLetters.id, before))
    .orderBy(desc(deadLetters.id))
    .limit(limit);

/**
 * Sends buried messages to their queue again: these ids, or the oldest that have not been replayed. Marked only after the
 * queue confirmed, so a crash between the two sends one twice, which the store's dedupe makes harmless.
 */
export async function replayDeadLetters(
  db: D1Database,
  queue: Queue,
  ids: number[] | null,
  limit: number,
  now: number,
): Promise<number> {
  const chosen = ids === null ? isNull(deadLetters.replayedAt) : inArray(deadLetters.id, ids);
  const letters = await drizzle(db)
    .select({ id: deadLetters.id, body: deadLetters.body })
    .from(deadLetters)
    .where(and(chosen, eq(deadLetters.queue, "events")))
    .orderBy(deadLetters.id)
    .limit(limit);
  for (const letter of letters) {
    await queue.send(letter.body, { contentType: "text" });
    await drizzle(db).update(deadLetters).set({ replayedAt: now }).where(eq(deadLetters.id, letter.id));
  }
  return letters.length;
}
