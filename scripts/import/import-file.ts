import { appendFileSync, existsSync, mkdirSync, statSync, truncateSync } from "node:fs";
import type { JsonObject } from "#core/json.ts";
import type { Convert, Reading } from "./call.ts";
import { Misuse } from "./options.ts";
import { judge, type Refused, type Wanted } from "./judge.ts";
import {
  fingerprintOf,
  type Progress,
  progressPath,
  readProgress,
  refusedPath,
  writeProgress,
} from "./progress-file.ts";
import type { OpenFile } from "./records.ts";
import type { Send } from "./send.ts";

/** Bytes and events of one request: under the API's 500 KB with room for what surrounds them. */
const BATCH_CHARACTERS = 150_000;
const BATCH_EVENTS = 500;

export interface ImportOptions {
  url: string;
  /** Names the source in the progress file; never the whole write key. */
  source: string;
  wanted: Wanted;
  reading: Reading;
  /** Records of each file at most; null: all. */
  limit: number | null;
  /** Where progress is written; null: beside the file. */
  state: string | null;
  send: Send;
  /** After each batch, and at the end. */
  tell: (progress: Progress) => void;
  /** True: stop after the batch that is under way. */
  isStopped: () => boolean;
}

/**
 * Imports a file, or the rest of it. What is acknowledged is written down beside it; a batch that was under way when the
 * program died is sent again, and what of it was stored already is recognised (docs/import.md). Throws where another file of
 * the same name was begun, or the API says no.
 */
export async function importFile(
  path: string,
  { records }: OpenFile,
  convert: Convert,
  options: ImportOptions,
): Promise<Progress> {
  const [where, refusedFile] = [progressPath(path, options.state), refusedPath(path, options.state)];
  const fingerprint = await fingerprintOf(path);
  const before = readProgress(where);
  if (before && (before.fingerprint !== fingerprint || before.url !== options.url || before.source !== options.source))
    throw new Misuse(`${where} is of another file, deployment or source. Move it away to import this one anew.`);
  let progress: Progress = before ?? {
    fingerprint,
    url: options.url,
    source: options.source,
    records: 0,
    events: 0,
    refused: 0,
    refusedBytes: 0,
    done: false,
    at: new Date().toISOString(),
  };
  if (progress.done) return progress;
  if (options.state !== null) mkdirSync(options.state, { recursive: true });
  // What was noted after the last batch that counts will be noted again.
  if (existsSync(refusedFile)) truncateSync(refusedFile, Math.min(progress.refusedBytes, statSync(refusedFile).size));
  const batch = createBatch();
  const flush = async (done: boolean) => {
    if (batch.calls.length > 0) await options.send(batch.calls);
    const notes = batch.refused.map((one) => `${JSON.stringify(one)}\n`).join("");
    if (notes !== "") appendFileSync(refusedFile, notes);
    progress = {
      ...progress,
      records: progress.records + batch.records,
      events: progress.events + batch.calls.length,
      refused: progress.refused + batch.refused.length,
      refusedBytes: progress.refusedBytes + Buffer.byteLength(notes),
      done,
      at: new Date().toISOString(),
    };
    writeProgress(where, progress);
    batch.clear();
    options.tell(progress);
  };
  let skip = progress.records;
  let left = options.limit ?? Infinity;
  for await (const record of records) {
    if (skip > 0) {
      skip -= 1;
      continue;
    }
    if (left <= 0 || options.isStopped()) {
      await flush(false);
      return progress;
    }
    left -= 1;
    const { calls, refused } = judge(record, convert, options.reading, options.wanted);
    batch.add(calls, refused);
    if (batch.size() >= BATCH_CHARACTERS || batch.calls.length >= BATCH_EVENTS || batch.records >= MOST_RECORDS)
      await flush(false);
  }
  await flush(true);
  return progress;
}

/** Also where nothing of a stretch is wanted, it is written down that it was gone through. */
const MOST_RECORDS = 20_000;

/** Whole records only: those of which one call was acknowledged and another not would be dealt with by half. */
function createBatch() {
  let characters = 0;
  const batch = {
    calls: [] as string[],
    refused: [] as Refused[],
    records: 0,
    size: () => characters,
    add(calls: readonly JsonObject[], refused: Refused | null) {
      batch.records += 1;
      if (refused) batch.refused.push(refused);
      for (const call of calls) {
        const text = JSON.stringify(call);
        characters += text.length;
        batch.calls.push(text);
      }
    },
    clear() {
      batch.calls = [];
      batch.refused = [];
      batch.records = 0;
      characters = 0;
    },
  };
  return batch;
}
