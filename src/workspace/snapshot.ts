import type { Clock } from "#core/clock.ts";
import { log, reasonOf } from "#core/log.ts";
import { Problem } from "#core/problem.ts";
import type { Source } from "#core/source.ts";
import { type ChosenSettings, READ_SETTINGS } from "#workspace/settings.ts";

/** Older than this, what is in memory is used once more while it is read anew. */
const FRESH_MS = 5_000;
/** Older than this, the request waits for it: a key that was switched off works no longer than this anywhere. */
const STALE_MS = 60_000;
/** A key nobody knows makes us look again, but not more often than this. */
const RECHECK_MS = 1_000;

interface Contents {
  readAt: number;
  byKey: Map<string, { source: Source; expiresAt: number | null }>;
  /** ms; somebody watches the live feed until then. */
  watchedUntil: number;
  /** Null: nobody chose any. */
  settings: ChosenSettings | null;
}

/**
 * What every request needs to know of the workspace, in the isolate's memory: write keys, sources, settings, and whether
 * the live feed is watched. One small read every few seconds of traffic, off the request's path; if D1 can't be reached, requests
 * go on with what is known.
 */
export function createSnapshot() {
  let contents: Contents | null = null;
  // Outlives what is forgotten: a call that was let in before must not fall back to the deployment's variable.
  let settings: ChosenSettings | null = null;

  // Each request reads for itself: workerd refuses to wait on I/O that another request began.
  const refresh = async (db: D1Database, clock: Clock): Promise<Contents> => {
    contents = await read(db, clock);
    ({ settings } = contents);
    return contents;
  };

  /** The contents, fresh enough; `later` gets the reading that need not be waited for. */
  const current = async (db: D1Database, clock: Clock, later: (work: Promise<unknown>) => void): Promise<Contents> => {
    const age = contents ? clock() - contents.readAt : Number.POSITIVE_INFINITY;
    if (contents && age < FRESH_MS) return contents;
    if (contents && age < STALE_MS) {
      later(refresh(db, clock).catch((error: unknown) => log("warn", "snapshot_unread", { reason: reasonOf(error) })));
      // Only one request goes and reads; the others see it as fresh meanwhile.
      contents = { ...contents, readAt: contents.readAt + FRESH_MS };
      return contents;
    }
    try {
      return await refresh(db, clock);
    } catch (cause) {
      if (!contents) throw new Problem("overloaded", { retryAfterSeconds: 2, cause });
      log("warn", "snapshot_unread", { reason: reasonOf(cause) });
      return contents;
    }
  };

  return {
    /** The source of a write key that is valid now, or null. Throws `overloaded` where nothing is known and D1 can't be reached. */
    async findSource(
      db: D1Database,
      clock: Clock,
      key: string,
      later: (work: Promise<unknown>) => void,
    ): Promise<Source | null> {
      const known = await current(db, clock, later);
      const mustLook = !known.byKey.has(key) && clock() - known.readAt > RECHECK_MS;
      const entry = (mustLook ? await refresh(db, clock) : known).byKey.get(key);
      if (!entry || (entry.expiresAt !== null && entry.expiresAt <= clock())) return null;
      return entry.source;
    },
    /** As they were when the last write key was looked up: for calls that have just been let in. */
    settings: (): ChosenSettings | null => settings,
    /** At most five seconds old, and at once where they were changed here. Throws where D1 can't be reached. */
    async settingsNow(db: D1Database, clock: Clock): Promise<ChosenSettings | null> {
      const isFresh = contents !== null && clock() - contents.readAt < FRESH_MS;
      return contents !== null && isFresh ? contents.settings : (await refresh(db, clock)).settings;
    },
    watched: (clock: Clock): boolean => contents !== null && contents.watchedUntil > clock(),
    /** This isolate has just learned it itself (it served the socket, or nobody was there any more). */
    setWatchedUntil(until: number) {
      if (contents) contents.watchedUntil = until;
    },
    /** Something was changed here: look again before the next request. */
    forget() {
      contents = null;
    },
  };
}

async function read(db: D1Database, clock: Clock): Promise<Contents> {
  const readAt = clock();
  const [keys, watch, chosen] = await db.batch([
    db
      .prepare(
        `SELECT k.key, k.expires_at, s.id, s.name, s.kind, s.disabled_at, s.created_at
       FROM write_keys k JOIN sources s ON s.id = k.source_id WHERE k.expires_at IS NULL OR k.expires_at > ?1`,
      )
      .bind(readAt),
    db.prepare("SELECT until FROM live_watch WHERE id = 1"),
    db.prepare(READ_SETTINGS),
  ]);
  const byKey = new Map<string, { source: Source; expiresAt: number | null }>();
  for (const row of (keys?.results ?? []) as KeyRow[]) {
    const source = {
      id: row.id,
      name: row.name,
      kind: row.kind,
      enabled: row.disabled_at === null,
      createdAt: row.created_at,
    };
    byKey.set(row.key, { source, expiresAt: row.expires_at });
  }
  const [until] = (watch?.results ?? []) as { until: number }[];
  const [settings] = (chosen?.results ?? []) as ChosenSettings[];
  return { readAt, byKey, watchedUntil: until?.until ?? 0, settings: settings ?? null };
}

interface KeyRow {
  key: string;
  expires_at: number | null;
  id: number;
  name: string;
  kind: Source["kind"];
  disabled_at: number | null;
  created_at: number;
}
