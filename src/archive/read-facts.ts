import { HOUR_MS } from "#core/clock.ts";
import type { FactChunk, FactsAsked } from "#core/archive.ts";
import { dayOf } from "#archive/days.ts";
import { type FactBlock, factsOfBlock } from "#archive/fact-file.ts";
import { factFiles, type FactsFile } from "#archive/files.ts";
import { readBlocks } from "#archive/read-blocks.ts";

/** The files that may have what is asked for, each with the blocks that may. */
async function filesFor(db: D1Database, asked: FactsAsked): Promise<{ file: FactsFile; blocks: FactBlock[] }[]> {
  const files = await factFiles(db, dayOf(asked.from), dayOf(asked.to));
  return files.flatMap((file) => {
    const blocks = file.blocks.filter((block) => mayHave(block, asked));
    return blocks.length === 0 ? [] : [{ file, blocks }];
  });
}

function mayHave({ nameId, from, to }: FactBlock, asked: FactsAsked): boolean {
  if (asked.nameIds !== null && !asked.nameIds.has(nameId)) return false;
  if (from > asked.to || to < asked.from) return false;
  if (asked.hours === null) return true;
  for (let hour = Math.floor(from / HOUR_MS); hour <= Math.floor(to / HOUR_MS); hour += 1) {
    if (asked.hours.has(hour)) return true;
  }
  return false;
}

/** Archived facts, at most, by the list of files alone. */
export async function countFacts(db: D1Database, asked: FactsAsked): Promise<number> {
  const files = await filesFor(db, asked);
  return files.reduce((sum, { blocks }) => sum + blocks.reduce((of, { n }) => of + n, 0), 0);
}

/** Files read while one is worked on. */
const AHEAD = 2;
/** Facts kept between the pages of one reader, about 130 bytes each. */
const MAX_KEPT = 100_000;

/**
 * Reads blocks that may have what is asked for, a file after the other. What is asked for by the hour is remembered: pages of
 * a list need the same blocks again. Throws where a file is gone or damaged.
 */
export function createFactReader(db: D1Database, bucket: R2Bucket) {
  const kept = new Map<string, FactChunk>();
  let size = 0;
  const keep = (key: string, chunk: FactChunk) => {
    if (size > MAX_KEPT) {
      kept.clear();
      size = 0;
    }
    kept.set(key, chunk);
    size += chunk.size;
  };
  return async function* (asked: FactsAsked): AsyncGenerator<FactChunk> {
    const keyOf = (file: FactsFile, { offset }: FactBlock) => `${file.name} ${offset}`;
    const files = await filesFor(db, asked);
    for (let at = 0; at < files.length; at += AHEAD) {
      const some = files.slice(at, at + AHEAD);
      const known = some.flatMap(({ file, blocks }) => blocks.flatMap((block) => kept.get(keyOf(file, block)) ?? []));
      const read = await Promise.all(
        some.map(async ({ file, blocks }) => {
          const missing = blocks.filter((block) => !kept.has(keyOf(file, block)));
          return { file, parts: await readBlocks(bucket, file.name, missing) };
        }),
      );
      yield* known;
      for (const { file, parts } of read) {
        for (const { block, part } of parts) {
          const chunk = factsOfBlock(part);
          if (asked.hours !== null) keep(keyOf(file, block), chunk);
          yield chunk;
        }
      }
    }
  };
}
