import { type BatchMoment, type OperationCounts, sumCounts } from "#core/operation-counts.ts";
import { waitedCounts } from "#core/waited.ts";
import type { Plan } from "#store/plan.ts";

/** What the pipeline knows of a message it has taken. */
export interface TakenMessage {
  /** ms */
  receivedAt: number;
  /** Characters of its text, nearly always its bytes. */
  size: number;
  /** Is it a request's first message, or its only one? */
  request: boolean;
}

/** A queue bills each 64 KB of a message, in thousands. https://developers.cloudflare.com/queues/platform/pricing/ */
const CHUNK_BYTES = 64_000;

/** What a batch says of itself: what came, what became of it, and how long it had waited. Times in ms. */
export function batchCounts(
  messages: readonly TakenMessage[],
  { stored, duplicates, refusedHours }: Pick<Plan, "stored" | "duplicates" | "refusedHours">,
  now: number,
): { counts: OperationCounts; moment: BatchMoment } {
  const waits = messages.map(({ receivedAt }) => Math.max(0, now - receivedAt));
  const counts = sumCounts([
    {
      batches: 1,
      messages: messages.length,
      chunks: messages.reduce((sum, { size }) => sum + Math.max(1, Math.ceil(size / CHUNK_BYTES)), 0),
      "requests.tracking": messages.filter(({ request }) => request).length,
      duplicates,
    },
    ...stored.map(({ event }) => ({ [`events.${event.sourceId}`]: 1 })),
    ...refusedHours.map(([, , reason, n]) => ({ [`refused.${reason}`]: n })),
    waitedCounts(waits),
  ]);
  return { counts, moment: { at: now, oldestMs: Math.max(0, ...waits) } };
}
