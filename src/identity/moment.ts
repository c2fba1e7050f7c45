import type { TrackedEvent } from "#core/event.ts";
import { storableText } from "#core/json.ts";
import { compareBytes } from "#identity/link.ts";

/** When something was said: ms, and the id of the message that said it, which orders what was said in the same ms. */
export interface Moment {
  ts: number;
  messageId: string;
}

/** The moment an event counts for: a clock in the future never wins, so no later than its arrival. */
export const momentOf = (event: Pick<TrackedEvent, "timestamp" | "receivedAt" | "messageId">): Moment => ({
  ts: Math.min(event.timestamp, event.receivedAt),
  messageId: storableText(event.messageId),
});

/** Negative where `a` is earlier; message ids compare as SQLite compares them. */
export const compareMoments = (a: Moment, b: Moment): number => a.ts - b.ts || compareBytes(a.messageId, b.messageId);
