import type { TrackedEvent } from "#core/event.ts";
import { MAX_PACK_EVENTS } from "#core/limits.ts";
import { unpack } from "#store/pack.ts";

interface PackRow {
  id: number;
  n: number;
  body: string;
}

/** Packs read in one query: about a megabyte of hex each at most, a tenth of that usually. */
const PACKS_A_QUERY = 20;
/** Packs kept open between the pages of one request. */
const MAX_OPEN_PACKS = 100;

/**
 * The whole events of these arrival numbers. Remembers the packs it opened, since neighbours in time lie in the same ones;
 * make one reader per request, so that its memory goes with it.
 */
export function createPackReader(db: D1Database) {
  const opened = new Map<number, TrackedEvent[]>();
  const remember = (rows: PackRow[]) => {
    for (const { id, n, body } of rows) opened.set(id, n === 0 ? [] : unpack(Uint8Array.fromHex(body)));
  };
  return {
    async read(seqs: readonly number[]): Promise<Map<number, TrackedEvent>> {
      const { results } = await db
        .prepare("SELECT value AS seq, (SELECT max(id) FROM packs WHERE id <= value) AS pack FROM json_each(?1)")
        .bind(JSON.stringify(seqs))
        .all<{ seq: number; pack: number }>();
      // A page seldom needs the packs of the page before the last; without this an export would keep them all.
      if (opened.size > MAX_OPEN_PACKS) opened.clear();
      const missing = [...new Set(results.map((row) => row.pack))].filter((id) => !opened.has(id));
      for (let from = 0; from < missing.length; from += PACKS_A_QUERY) {
        remember(await packs(db, missing.slice(from, from + PACKS_A_QUERY)));
      }
      const events = new Map<number, TrackedEvent>();
      for (const { seq, pack } of results) {
        const event = opened.get(pack)?.[seq - pack];
        if (event) events.set(seq, event);
      }
      return events;
    },
  };
}

// hex(): D1 gives a BLOB as a list of numbers, which takes seven times as long as text to read.
async function packs(db: D1Database, ids: number[]): Promise<PackRow[]> {
  const { results } = await db
    .prepare("SELECT id, n, hex(body) AS body FROM packs WHERE id IN (SELECT value FROM json_each(?1))")
    .bind(JSON.stringify(ids))
    .all<PackRow>();
  return results;
}

/** The newest `limit` events that arrived after `afterSeq`, in order of arrival: what the live feed starts from. */
export async function eventsSince(
  db: D1Database,
  afterSeq: number,
  limit: number,
): Promise<{ seq: number; event: TrackedEvent }[]> {
  const { results } = await db
    .prepare("SELECT id, n FROM packs WHERE id > ?1 AND id + n > ?2 + 1 AND n > 0 ORDER BY id DESC LIMIT ?3")
    .bind(afterSeq - MAX_PACK_EVENTS, afterSeq, limit)
    .all<{ id: number; n: number }>();
  const wanted: number[] = [];
  let count = 0;
  for (const { id, n } of results) {
    if (count >= limit) break;
    wanted.push(id);
    count += n;
  }
  const events: { seq: number; event: TrackedEvent }[] = [];
  for (let from = 0; from < wanted.length; from += PACKS_A_QUERY) {
    for (const { id, body } of await packs(db, wanted.slice(from, from + PACKS_A_QUERY))) {
      unpack(Uint8Array.fromHex(body)).forEach((event, index) => events.push({ seq: id + index, event }));
    }
  }
  return events
    .filter(({ seq }) => seq > afterSeq)
    .toSorted((a, b) => a.seq - b.seq)
    .slice(-limit);
}
