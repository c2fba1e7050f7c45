import { eventFile, eventsOfBlock } from "#archive/event-file.ts";
import type { EventsFile } from "#archive/files.ts";
import { putFile } from "#archive/put-file.ts";
import { readBlocks } from "#archive/read-blocks.ts";

/** A file in the place of another; null: nothing is left of it. */
export interface Rewritten<File> {
  old: File;
  made: File | null;
}

/** Like `events/date=2026-01-05/1-900.v7-1b9d6bcd.ndjson.gz`: nobody else writes a file of that name. */
export const nameAt = (name: string, version: number): string =>
  name.replace(/\.v[^.]*\.ndjson\.gz$/, `.v${version}-${crypto.randomUUID().slice(0, 8)}.ndjson.gz`);

/** Writes a file anew without these events; null where it has none of them. Nothing refers to the new one yet. */
export async function withoutEvents(
  bucket: R2Bucket,
  file: EventsFile,
  gone: ReadonlySet<number>,
  version: number,
): Promise<Rewritten<EventsFile> | null> {
  const events = (await readBlocks(bucket, file.name, file.blocks)).flatMap(({ part }) => eventsOfBlock(part));
  const kept = events.filter(({ seq }) => !gone.has(seq));
  if (kept.length === events.length) return null;
  if (kept.length === 0) return { old: file, made: null };
  const { body, blocks } = eventFile(kept);
  const name = nameAt(file.name, version);
  await putFile(bucket, name, body);
  const ends = { firstSeq: kept[0]?.seq ?? 0, lastSeq: kept.at(-1)?.seq ?? 0 };
  return { old: file, made: { ...file, name, n: kept.length, bytes: body.length, blocks, ...ends } };
}
