import { reasonOf } from "#core/log.ts";

/**
 * What a failed write means for the batch in hand. Texts from Cloudflare's list of D1 errors:
 * https://developers.cloudflare.com/d1/observability/debug-d1/#error-list
 */
export type D1Failure =
  /** Another consumer stored first: read what it stored and plan again. */
  | "conflict"
  /** It may or may not have been applied; our writes are idempotent, so read again and retry. */
  | "unknown"
  /** Not applied: a backup or a restore is under way (docs/backup.md). It goes on when that is done. */
  | "held"
  /** Not applied, and D1 asks for rest. */
  | "overloaded"
  /** Not applied, and won't be until somebody makes room (size, daily quota). Waiting keeps everything. */
  | "full"
  /** This very data can't be written: it would fail for ever. */
  | "permanent";

const CONFLICT = /UNIQUE constraint failed: packs\.id/;
const HELD = /held for a backup/;
const FULL =
  /Exceeded maximum DB size|exceeded.*(quota|limit)|daily (row|write|read) limit|database or disk is full|SQLITE_FULL/i;
const OVERLOADED = /overloaded|Too many requests queued|queued for too long|Cannot resolve D1 DB|too many requests/i;
const PERMANENT =
  /D1_EXEC_ERROR|D1_TYPE_ERROR|D1_COLUMN_NOTFOUND|constraint failed|SQLITE_(CONSTRAINT|TOOBIG|MISMATCH|ERROR|RANGE)|too big|malformed JSON|not valid UTF-8/i;

export function d1Failure(error: unknown): D1Failure {
  const text = reasonOf(error) + (error instanceof Error && error.cause ? ` ${reasonOf(error.cause)}` : "");
  if (CONFLICT.test(text)) return "conflict";
  if (HELD.test(text)) return "held";
  if (FULL.test(text)) return "full";
  if (OVERLOADED.test(text)) return "overloaded";
  if (PERMANENT.test(text)) return "permanent";
  // Lost connections, resets, internal errors, and whatever D1 learns to say: the outcome is not known.
  return "unknown";
}
