import type { ArchiveHouse } from "#archive/archive-house.ts";
import { createArchive } from "#archive/archive.ts";
import { keep, type Round } from "#archive/keep.ts";
import type { Archive } from "#core/archive.ts";
import { type Clock, MINUTE_MS } from "#core/clock.ts";
import { log, reasonOf } from "#core/log.ts";
import { databaseLimit, databaseSize } from "#store/database-size.ts";
import { removeStored } from "#store/expire.ts";
import { linesOf } from "#store/pack.ts";

/** A cron, and a consumer, may run for 15 minutes (https://developers.cloudflare.com/workers/platform/limits/). */
const ROUND_MS = 10 * MINUTE_MS;
/** How long a batch that found the database full waits for room. */
const ROOM_MS = MINUTE_MS;

/** What was moved out of the database, to be read. One a request: it remembers what it opened. */
export const archiveOf = (env: Env): Archive => createArchive(env.DB, env.ARCHIVE);

/** What moving and removing gets of the other stages. */
export function archiveHouse(env: Env, clock: Clock): ArchiveHouse {
  const { db, queries } = counted(env.DB);
  return {
    db,
    bucket: env.ARCHIVE,
    clock,
    queries,
    size: () => databaseSize(db, databaseLimit(env.DATABASE_LIMIT_BYTES)),
    linesOf,
    removeStored: (day, sources) => removeStored(db, day, sources),
  };
}

/** The same database, and how many statements were made for it. */
function counted(real: D1Database): { db: D1Database; queries: () => number } {
  let made = 0;
  const db = new Proxy(real, {
    get(target, name) {
      if (name === "prepare") made += 1;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  return { db, queries: () => made };
}

/** The hourly round. */
export const keepArchive = (env: Env, clock: Clock): Promise<Round> =>
  keep(archiveHouse(env, clock), clock() + ROUND_MS);

/** A short round for a batch that found no room. True where there is some now. */
export async function makeRoom(env: Env, clock: Clock): Promise<boolean> {
  try {
    const { level } = await keep(archiveHouse(env, clock), clock() + ROOM_MS);
    return level !== "full";
  } catch (error) {
    log("error", "no_room_made", { reason: reasonOf(error) });
    return false;
  }
}
