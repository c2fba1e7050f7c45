import { archiveVersion, raiseArchiveVersion } from "#core/archive-version.ts";
import type { ArchiveHouse } from "#archive/archive-house.ts";
import { dateOf, dayOf } from "#archive/days.ts";
import { eventFile, type EventLine } from "#archive/event-file.ts";
import { type EventsFile, insertFile } from "#archive/files.ts";
import { putFile } from "#archive/put-file.ts";

/** What one step has moved; null: there was nothing to move. */
export interface MovedEvents {
  events: number;
  files: number;
  packs: number;
}

/** Packs of one step: what they hold, uncompressed, is in memory twice. */
const MAX_BYTES = 2_000_000;
const MAX_EVENTS = 20_000;
/** Files of one step: events of years that arrive together, as an import brings them, move a few packs at a time. */
const MAX_FILES = 60;

interface PackRow {
  id: number;
  n: number;
  stored_at: number;
  size: number;
  min_ts: number;
  max_ts: number;
}

/**
 * Moves the oldest packs that were stored before `storedBefore` (ms) and are still in the database: a file for each day
 * something in them happened, and when all are whole in R2, one transaction that empties the packs. To die anywhere leaves
 * either everything here, and files that the next try writes again under the same names, or everything there. Throws where
 * another has moved or removed something meanwhile (`isArchiveRace`), and R2's and D1's own errors.
 */
export async function moveEvents(house: ArchiveHouse, storedBefore: number): Promise<MovedEvents | null> {
  const { db, bucket } = house;
  const version = await archiveVersion(db);
  const packs = await oldestPacks(db, storedBefore);
  if (packs.length === 0) return null;
  const byDay = Map.groupBy(await eventsOf(house, packs), ({ day }) => day);
  const files: EventsFile[] = [];
  for (const [day, events] of byDay) files.push(await write(bucket, day, events, packs, version));
  await db.batch([
    raiseArchiveVersion(db, version, { facts: false }),
    // First what makes room: a full database has none for the rows after it. An emptied row would leave its page to itself
    // (4 KB); rows that are put in anew share pages, and a change of their key puts them in anew.
    db
      .prepare("UPDATE packs SET id = -id, body = x'' WHERE id IN (SELECT value FROM json_each(?1))")
      .bind(JSON.stringify(packs.map(({ id }) => id))),
    db.prepare("UPDATE packs SET id = -id WHERE id < 0"),
    ...files.map((file) => insertFile(db, file)),
  ]);
  return { events: files.reduce((sum, { n }) => sum + n, 0), files: files.length, packs: packs.length };
}

/** A run of packs that arrived on one day. What has moved is empty, and all before it has moved, too. */
async function oldestPacks(db: D1Database, storedBefore: number): Promise<PackRow[]> {
  const { results } = await db
    .prepare(
      `SELECT id, n, stored_at, length(body) AS size, min_ts, max_ts FROM packs
       WHERE id > coalesce((SELECT max(last_seq) FROM archive_files WHERE kind = 'events'), 0) - ?2
         AND n > 0 AND length(body) > 0 AND stored_at < ?1
       ORDER BY id LIMIT 500`,
    )
    .bind(Math.min(storedBefore, Number.MAX_SAFE_INTEGER), LOOK_BACK)
    .all<PackRow>();
  const run: PackRow[] = [];
  const sum = { bytes: 0, events: 0 };
  const days = { first: Infinity, last: -Infinity };
  for (const pack of results) {
    sum.bytes += pack.size;
    sum.events += pack.n;
    days.first = Math.min(days.first, dayOf(pack.min_ts));
    days.last = Math.max(days.last, dayOf(pack.max_ts));
    const isTooMuch = sum.bytes > MAX_BYTES || sum.events > MAX_EVENTS || days.last - days.first >= MAX_FILES;
    const [first] = run;
    if (first && (isTooMuch || dayOf(pack.stored_at) !== dayOf(first.stored_at))) break;
    run.push(pack);
  }
  return run;
}

/** The last arrival number of a file may be one of the pack's that has it; a pack has a thousand at most. */
const LOOK_BACK = 1_000;

async function eventsOf(
  { db, linesOf }: ArchiveHouse,
  packs: readonly PackRow[],
): Promise<(EventLine & { day: number })[]> {
  const { results } = await db
    .prepare("SELECT id, hex(body) AS body FROM packs WHERE id IN (SELECT value FROM json_each(?1)) ORDER BY id")
    .bind(JSON.stringify(packs.map(({ id }) => id)))
    .all<{ id: number; body: string }>();
  return results.flatMap(({ id, body }) =>
    linesOf(Uint8Array.fromHex(body)).flatMap((line, at) => {
      if (line === "") return [];
      // Every line of a pack is an event of ours.
      const { timestamp } = JSON.parse(line) as { timestamp: number };
      return [{ seq: id + at, line, day: dayOf(timestamp) }];
    }),
  );
}

async function write(
  bucket: R2Bucket,
  day: number,
  events: readonly EventLine[],
  packs: readonly PackRow[],
  version: number,
): Promise<EventsFile> {
  const { body, blocks } = eventFile(events);
  // As long as the version is this one, packs do not change: whoever tries at the same time, or once more, writes the same.
  const name = `events/date=${dateOf(day)}/${packs[0]?.id ?? 0}-${packs.at(-1)?.id ?? 0}.v${version + 1}.ndjson.gz`;
  await putFile(bucket, name, body);
  return {
    kind: "events",
    day,
    name,
    firstSeq: events[0]?.seq ?? 0,
    lastSeq: events.at(-1)?.seq ?? 0,
    n: events.length,
    bytes: body.length,
    blocks,
  };
}
