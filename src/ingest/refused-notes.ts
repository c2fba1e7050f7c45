import type { Clock } from "#core/clock.ts";
import { encodeRefused } from "#core/message.ts";
import { type RefusalReason, refusalReasons } from "#core/refusal.ts";
import type { RefusedWhole } from "#ingest/receive.ts";

const isRefusal = (code: string): code is RefusalReason => (refusalReasons as readonly string[]).includes(code);

/** At most this often is a refused request told, so that a flood of bad keys costs one queue message a second, not one each. */
const MIN_GAP_MS = 1_000;

/** Counts refused requests by source and reason, and lets one through a second; it carries the count of those before it. */
export function createRefusedNotes() {
  const waiting = new Map<string, { count: number; toldAt: number }>();
  return {
    /** The message to queue now, or null where this one is only counted. */
    note(refused: RefusedWhole, clock: Clock): string | null {
      if (!isRefusal(refused.reason)) return null;
      const key = `${refused.sourceId}/${refused.reason}`;
      const now = clock();
      const entry = waiting.get(key) ?? { count: 0, toldAt: Number.NEGATIVE_INFINITY };
      waiting.set(key, entry);
      entry.count += 1;
      if (now - entry.toldAt < MIN_GAP_MS) return null;
      const { count } = entry;
      waiting.set(key, { count: 0, toldAt: now });
      return encodeRefused({ id: crypto.randomUUID(), receivedAt: now, ...refused, reason: refused.reason, count });
    },
  };
}
