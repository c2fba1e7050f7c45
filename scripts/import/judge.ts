import type { JsonObject } from "#core/json.ts";
import { verdict } from "#ingest/verdict.ts";
import { type Convert, type Reading, Unusable } from "./call.ts";
import type { FileRecord } from "./records.ts";

export interface Refused {
  line: number;
  reason: string;
  detail: string;
  /** The record, cut where it is long. */
  sample: string;
}

/** What is wanted of a file: times as ms, from inclusive, to exclusive; null: all. */
export interface Wanted {
  from: number | null;
  to: number | null;
}

/**
 * What becomes of a record: calls to send, or why not. Judged by the very function that the tracking API judges by, so that
 * what it would refuse later is known now, with its line.
 */
export function judge(
  { line, record }: FileRecord,
  convert: Convert,
  reading: Reading,
  wanted: Wanted,
): { calls: JsonObject[]; refused: Refused | null } {
  const refuse = (reason: string, detail: string) => ({
    calls: [],
    refused: { line, reason, detail, sample: record instanceof Unusable ? "" : JSON.stringify(record).slice(0, 500) },
  });
  if (record instanceof Unusable) return refuse(record.reason, record.message);
  let calls: JsonObject[];
  try {
    calls = convert(record, reading);
  } catch (error) {
    if (!(error instanceof Unusable)) throw error;
    return refuse(error.reason, error.message);
  }
  for (const call of calls) {
    const answer = verdict(call, null);
    if (!answer.ok) return refuse(answer.reason, answer.detail);
  }
  return { calls: calls.filter((call) => isWanted(call, wanted)), refused: null };
}

function isWanted({ timestamp }: JsonObject, { from, to }: Wanted): boolean {
  const at = typeof timestamp === "string" ? Date.parse(timestamp) : 0;
  return (from === null || at >= from) && (to === null || at < to);
}
