import { DEDUPE_WINDOW_MS } from "#core/limits.ts";
import { createIdSet } from "#store/id-set.ts";

/** Packs whose ids one query brings: 16 hex digits an id, so about 16 MB of text at a thousand events a pack would be too much at once. */
const PACKS_A_PAGE = 100;

/**
 * The ids stored within the last 24 to 48 hours, in memory: two generations, the older one dropped when the newer is a
 * day old. What it knows is only what D1 has committed, so "known" means "stored".
 */
export function createRecentIds(now: number) {
  let current = createIdSet();
  let previous = createIdSet();
  let currentSince = now;
  /** Everything stored after this is known. */
  let coveredSince = now - DEDUPE_WINDOW_MS;
  return {
    has: (id: string): boolean => current.has(id) || previous.has(id),
    addAll(ids: Iterable<string>, at: number) {
      if (at - currentSince > DEDUPE_WINDOW_MS) {
        previous = current;
        current = createIdSet();
        coveredSince = currentSince;
        currentSince = at;
      }
      for (const id of ids) current.add(id);
    },
    covers: (receivedAt: number): boolean => receivedAt >= coveredSince,
  };
}
export type RecentIds = ReturnType<typeof createRecentIds>;

/** Reads the ids of all packs stored within the window into a fresh set: once per start of a consumer isolate. */
export async function loadRecentIds(db: D1Database, now: number): Promise<RecentIds> {
  const recent = createRecentIds(now);
  // The last rows by id are the last stored, so the window is found from the end, a page at a time.
  let before = Number.MAX_SAFE_INTEGER;
  for (;;) {
    const { results } = await db
      .prepare("SELECT id, stored_at, hex(ids) AS ids FROM packs WHERE id < ?1 ORDER BY id DESC LIMIT ?2")
      .bind(before, PACKS_A_PAGE)
      .all<{ id: number; stored_at: number; ids: string }>();
    for (const pack of results) {
      if (pack.stored_at < now - DEDUPE_WINDOW_MS) return recent;
      recent.addAll(idsOf(pack.ids), now);
      before = pack.id;
    }
    if (results.length < PACKS_A_PAGE) return recent;
  }
}

/** The ids that a pack holds, from its bytes in hex. */
export function* idsOf(hex: string): Generator<string> {
  for (let at = 0; at < hex.length; at += 16) yield hex.slice(at, at + 16).toLowerCase();
}

/** Was this id stored at all since `since`? A scan of the packs' ids, for what is older than memory goes (replayed dead letters). */
export async function storedSince(db: D1Database, id: string, since: number): Promise<boolean> {
  const found = await db
    .prepare("SELECT id FROM packs WHERE stored_at >= ?1 AND instr(ids, unhex(?2)) > 0 LIMIT 1")
    .bind(since, id)
    .first();
  return found !== null;
}
