import { DAY_MS } from "#core/clock.ts";
import type { RestoredAt } from "#core/restorable.ts";

const DETAIL = "waited when the backup was made, and may have been sent since";

/**
 * A Messenger that was brought back tells nobody again: what waited is unknown, listed, and sent only when somebody asks.
 * Clocks are set anew, for their next time from now, when automations are there; when they spoke last stays known. With
 * `resume` all of it goes on.
 */
export function restoreMessenger({ sql }: DurableObjectStorage, { resume }: RestoredAt, now: number): void {
  if (resume) return;
  sql.exec(
    "UPDATE sendings SET state = 'unknown', wait = NULL, detail = ?1, at = ?2, message = NULL WHERE state IN ('waiting', 'sending')",
    DETAIL,
    now,
  );
  sql.exec("UPDATE clocks SET setting = '', next_at = ?", now + 30 * DAY_MS);
}
