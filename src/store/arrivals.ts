import { type Archive, NO_ARCHIVE } from "#core/archive.ts";
import type { Arrivals, ArrivalsQuestion } from "#core/arrivals.ts";
import { MAX_PACK_EVENTS } from "#core/limits.ts";
import { eventOfLine } from "#store/pack.ts";
import { numbered } from "#store/unpacked.ts";

/** Packs whose numbers are looked at for one reading, and characters of packs that are opened for it. */
const PACKS_A_READING = 100;
const MAX_HEX = 2_000_000;
/** Packs are opened a few at a time, so that a reading can stop when it has enough. */
const PACKS_AT_ONCE = 10;

/**
 * The events after an arrival number, the earliest first. Whoever keeps `through` and asks again after it sees each event
 * exactly once: arrival numbers become visible in their order (docs/decisions/0002). Erased events are left out.
 */
export async function arrivalsAfter(
  db: D1Database,
  question: ArrivalsQuestion,
  archive: Archive = NO_ARCHIVE,
): Promise<Arrivals> {
  const { after, upTo, between, limit } = question;
  const { results: packs } = await db
    .prepare(
      `SELECT id FROM packs
       WHERE id > ?1 - ${MAX_PACK_EVENTS} AND id + max(n, 1) > ?1 + 1 AND id <= ?2 AND (n = 0 OR max_ts >= ?3 AND min_ts <= ?4)
       ORDER BY id LIMIT ${PACKS_A_READING}`,
    )
    .bind(
      after,
      upTo ?? Number.MAX_SAFE_INTEGER,
      between?.from ?? Number.MIN_SAFE_INTEGER,
      between?.to ?? Number.MAX_SAFE_INTEGER,
    )
    .all<{ id: number }>();
  const last = upTo ?? Number.MAX_SAFE_INTEGER;
  const reading: Arrivals = { events: [], through: after, complete: false };
  let size = 0;
  for (let at = 0; at < packs.length; at += PACKS_AT_ONCE) {
    const some = packs.slice(at, at + PACKS_AT_ONCE);
    for (const pack of await bodiesOf(
      db,
      some.map(({ id }) => id),
    )) {
      for (const [seq, line] of await numbered(pack, archive)) {
        if (seq <= after || seq > last) continue;
        if (reading.events.length >= limit) return reading;
        const event = eventOfLine(line);
        const isMeant = event && (!between || (event.timestamp >= between.from && event.timestamp <= between.to));
        if (isMeant) reading.events.push({ seq, event });
        reading.through = seq;
        size += pack.body === "" ? line.length : 0;
      }
      // A pack without events still has a number, and one whose last ones were erased has theirs.
      const through = Math.min(pack.id + Math.max(pack.n, 1) - 1, last);
      reading.through = Math.max(reading.through, through);
      size += pack.body.length;
      if (size >= MAX_HEX && reading.through > after) return reading;
    }
  }
  reading.complete = packs.length < PACKS_A_READING;
  return reading;
}

interface StoredPack {
  id: number;
  n: number;
  body: string;
}

// hex(): D1 gives a BLOB as a list of numbers, which takes seven times as long as text to read.
async function bodiesOf(db: D1Database, ids: readonly number[]): Promise<StoredPack[]> {
  const { results } = await db
    .prepare("SELECT id, n, hex(body) AS body FROM packs WHERE id IN (SELECT value FROM json_each(?1)) ORDER BY id")
    .bind(JSON.stringify(ids))
    .all<StoredPack>();
  return results;
}

/** The arrival number of the event stored last; 0 where there is none. */
export async function lastArrival(db: D1Database): Promise<number> {
  const row = await db
    .prepare("SELECT id + max(n, 1) - 1 AS seq FROM packs ORDER BY id DESC LIMIT 1")
    .first<{ seq: number }>();
  return row?.seq ?? 0;
}
