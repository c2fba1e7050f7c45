import type { Archive } from "#core/archive.ts";
import { createEventReader } from "#archive/read-events.ts";
import { countFacts, createFactReader } from "#archive/read-facts.ts";

/** What was moved to R2, to be read: one a request, since it remembers what it opened. */
export function createArchive(db: D1Database, bucket: R2Bucket): Archive {
  return {
    lines: createEventReader(db, bucket),
    countFacts: (asked) => countFacts(db, asked),
    facts: createFactReader(db, bucket),
  };
}
