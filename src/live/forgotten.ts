import type { TrackedEvent } from "#core/event.ts";
import { isSuppressed, suppressionHash } from "#core/suppression.ts";

/** Whom the feed never shows: hashes as `suppressionHash` makes them, in the feed's own storage, so that nobody is named. */
export function openForgotten({ sql }: DurableObjectStorage) {
  sql.exec("CREATE TABLE IF NOT EXISTS forgotten (hash TEXT PRIMARY KEY) WITHOUT ROWID");
  const hashes = new Set<string>();
  for (const { hash } of sql.exec<{ hash: string }>("SELECT hash FROM forgotten")) hashes.add(hash);
  return {
    /** Is this person (`u:…` or `a:…`) one of them? */
    has: (person: string): boolean => hashes.size > 0 && hashes.has(suppressionHash(person)),
    /** Those of these events that may be shown. */
    without: (events: TrackedEvent[]): TrackedEvent[] =>
      hashes.size === 0 ? events : events.filter((event) => !isSuppressed(hashes, event)),
    add(added: readonly string[]): void {
      for (const hash of added) {
        sql.exec("INSERT OR IGNORE INTO forgotten (hash) VALUES (?)", hash);
        hashes.add(hash);
      }
    },
    delete(deleted: readonly string[]): void {
      for (const hash of deleted) {
        sql.exec("DELETE FROM forgotten WHERE hash = ?", hash);
        hashes.delete(hash);
      }
    },
  };
}

/**
 * Does a kept event name one of them in any way? More than `isSuppressed`: what somebody else did on an erased person's
 * device holds that device's id, so what is kept of it goes, while what comes of it later is the other's own.
 */
export function naming(hashes: readonly string[]): (event: TrackedEvent) => boolean {
  const set = new Set(hashes);
  return (event) =>
    isSuppressed(set, event) ||
    (event.userId !== undefined && set.has(suppressionHash(`u:${event.userId}`))) ||
    (event.anonymousId !== undefined && set.has(suppressionHash(`a:${event.anonymousId}`)));
}
