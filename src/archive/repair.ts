import { archiveVersion, raiseArchiveVersion } from "#core/archive-version.ts";
import { RAISE_MAP_VERSION } from "#core/map-version.ts";
import { linesOfBlock } from "#archive/blocks.ts";
import { eventFile, eventsOfBlock } from "#archive/event-file.ts";
import { createFactFile, factsOfLine, rowsOf } from "#archive/fact-file.ts";
import { type ArchiveFile, forgetFile, insertFile } from "#archive/files.ts";
import { putFile } from "#archive/put-file.ts";
import { listed } from "#archive/listed.ts";
import { nameAt } from "#archive/rewrite-events.ts";

/** What a repair did with files that were listed and are not there. */
export interface Repaired {
  /** A newer one was, which took its place. */
  replaced: number;
  /** Nothing was: what was in it is gone. */
  dropped: number;
}

/** Each is read and written anew. */
const FILES_A_CALL = 100;

/** What two versions of a file have in common. */
const stemOf = (name: string): string => name.replace(/\.v[^.]*\.ndjson\.gz$/, "");
const versionOf = (name: string): number => Number(/\.v(\d+)[^.]*\.ndjson\.gz$/.exec(name)?.[1] ?? 0);

/**
 * After the database was restored to an earlier moment: files it lists may have been written anew or removed since. Takes the
 * newest of each in its place, without those who were erased from it, or drops it. A hundred a call: again until there is nothing; throws where something
 * is moved or removed meanwhile.
 */
export async function repair(db: D1Database, bucket: R2Bucket): Promise<Repaired> {
  const version = await archiveVersion(db);
  const { results } = await db
    .prepare("SELECT kind, day, name FROM archive_files")
    .all<Pick<ArchiveFile, "kind" | "day" | "name">>();
  const known = new Set(results.map(({ name }) => name));
  const there: string[] = [];
  for await (const { key } of listed(bucket)) there.push(key);
  const present = new Set(there);
  const unknown = Map.groupBy(
    there.filter((name) => !known.has(name)),
    stemOf,
  );
  const repaired: Repaired = { replaced: 0, dropped: 0 };
  const changes: D1PreparedStatement[] = [];
  for (const file of results) {
    if (present.has(file.name)) continue;
    if (repaired.replaced + repaired.dropped >= FILES_A_CALL) break;
    changes.push(forgetFile(db, file.name));
    const [newest] = (unknown.get(stemOf(file.name)) ?? []).toSorted((a, b) => versionOf(b) - versionOf(a));
    if (newest === undefined) {
      repaired.dropped += 1;
      continue;
    }
    changes.push(insertFile(db, await adopt(bucket, newest, file, version + 1)));
    repaired.replaced += 1;
  }
  if (changes.length > 0)
    await db.batch([raiseArchiveVersion(db, version, { facts: true }), db.prepare(RAISE_MAP_VERSION), ...changes]);
  return repaired;
}

/** The same lines in a file whose blocks are known. */
async function adopt(
  bucket: R2Bucket,
  name: string,
  { kind, day }: Pick<ArchiveFile, "kind" | "day">,
  version: number,
): Promise<ArchiveFile> {
  const found = await bucket.get(name);
  if (found === null) throw new Error(`the archive's file ${name} is not there`);
  const bytes = new Uint8Array(await found.arrayBuffer());
  const made = { day, name: nameAt(name, version) };
  if (kind === "events") {
    const events = eventsOfBlock(bytes);
    const file = eventFile(events);
    await putFile(bucket, made.name, file.body);
    const ends = { firstSeq: events[0]?.seq ?? 0, lastSeq: events.at(-1)?.seq ?? 0 };
    return { kind, ...made, ...ends, n: events.length, bytes: file.body.length, blocks: file.blocks };
  }
  const facts = createFactFile();
  let [n, firstSeq, lastSeq] = [0, Number.MAX_SAFE_INTEGER, 0];
  for (const line of linesOfBlock(bytes)) {
    const chunk = factsOfLine(line);
    facts.add(chunk.name, rowsOf(chunk));
    n += chunk.size;
    for (const seq of chunk.column("seq")) {
      firstSeq = Math.min(firstSeq, Number(seq));
      lastSeq = Math.max(lastSeq, Number(seq));
    }
  }
  const file = facts.file();
  await putFile(bucket, made.name, file.body);
  return { kind, ...made, firstSeq, lastSeq, n, bytes: file.body.length, blocks: file.blocks };
}
