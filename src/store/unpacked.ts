import { type Archive, NO_ARCHIVE } from "#core/archive.ts";
import type { TrackedEvent } from "#core/event.ts";
import { MAX_PACK_EVENTS } from "#core/limits.ts";
import { eventOfLine, linesOf } from "#store/pack.ts";

interface PackRow {
  id: number;
  n: number;
  body: string;
}

/** Packs read in one query: about a megabyte of hex each at most, a tenth of that usually. */
const PACKS_A_QUERY = 20;
/** Characters of packs kept open between the pages of one request: an isolate has 128 MB for everything. */
const MAX_OPEN_CHARACTERS = 20_000_000;

/**
 * The whole events of these arrival numbers. Remembers the packs it opened, since neighbours in time lie in the same ones;
 * make one reader per request, so that its memory goes with it. Numbers of erased events are left out.
 */
export function createPackReader(db: D1Database, archive: Archive = NO_ARCHIVE) {
  const opened = new Map<number, string[]>();
  const moved = new Set<number>();
  let characters = 0;
  const open = (rows: PackRow[]) => {
    // A page seldom needs the packs of the page before the last; without this an export would keep them all.
    if (characters > MAX_OPEN_CHARACTERS) {
      opened.clear();
      characters = 0;
    }
    for (const row of rows) {
      if (isMoved(row)) moved.add(row.id);
      const lines = linesIn(row);
      opened.set(row.id, lines);
      for (const line of lines) characters += line.length;
    }
  };
  return {
    async read(seqs: readonly number[]): Promise<Map<number, TrackedEvent>> {
      const { results } = await db
        .prepare("SELECT value AS seq, (SELECT max(id) FROM packs WHERE id <= value) AS pack FROM json_each(?1)")
        .bind(JSON.stringify(seqs))
        .all<{ seq: number; pack: number }>();
      const events = new Map<number, TrackedEvent>();
      // Only the lines asked for are parsed: a person's events may lie in as many packs as they are.
      const take = (rows: { seq: number; pack: number }[]) => {
        for (const { seq, pack } of rows) {
          const event = eventOfLine(opened.get(pack)?.[seq - pack] ?? "");
          if (event) events.set(seq, event);
        }
      };
      const wanted = Map.groupBy(results, ({ pack }) => pack);
      const missing = [...wanted].filter(([pack]) => !opened.has(pack));
      for (const [pack, rows] of wanted) if (opened.has(pack)) take(rows);
      for (let from = 0; from < missing.length; from += PACKS_A_QUERY) {
        const some = missing.slice(from, from + PACKS_A_QUERY);
        open(
          await packs(
            db,
            some.map(([id]) => id),
          ),
        );
        for (const [, rows] of some) take(rows);
      }
      const elsewhere = results.filter(({ pack }) => moved.has(pack)).map(({ seq }) => seq);
      if (elsewhere.length === 0) return events;
      for (const [seq, line] of await archive.lines(elsewhere)) {
        const event = eventOfLine(line);
        if (event) events.set(seq, event);
      }
      return events;
    },
  };
}

const linesIn = ({ body }: PackRow): string[] => (body === "" ? [] : linesOf(Uint8Array.fromHex(body)));

/** A pack that has events but no body: they are archived. */
const isMoved = ({ n, body }: PackRow): boolean => n > 0 && body === "";

// hex(): D1 gives a BLOB as a list of numbers, which takes seven times as long as text to read.
async function packs(db: D1Database, ids: readonly number[]): Promise<PackRow[]> {
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
  archive: Archive = NO_ARCHIVE,
): Promise<{ seq: number; event: TrackedEvent }[]> {
  const { results } = await db
    .prepare("SELECT id, n FROM packs WHERE id > ?1 AND id + n > ?2 + 1 AND n > 0 ORDER BY id DESC LIMIT ?3")
    .bind(afterSeq - MAX_PACK_EVENTS, afterSeq, limit)
    .all<{ id: number; n: number }>();
  const events: { seq: number; event: TrackedEvent }[] = [];
  // Which events were erased shows only in the packs, so it may take more of them than their numbers say.
  for (let done = 0; done < results.length && events.length < limit;) {
    const some = holding(results.slice(done, done + PACKS_A_QUERY), limit - events.length);
    done += some.length;
    for (const row of await packs(
      db,
      some.map(({ id }) => id),
    )) {
      for (const [seq, line] of await numbered(row, archive)) {
        const event = seq > afterSeq ? eventOfLine(line) : null;
        if (event) events.push({ seq, event });
      }
    }
  }
  return events.toSorted((a, b) => a.seq - b.seq).slice(-limit);
}

/** The lines of a pack with their arrival numbers, in order, wherever they are; those of erased events may be missing. */
export async function numbered(row: PackRow, archive: Archive): Promise<[seq: number, line: string][]> {
  if (!isMoved(row)) return linesIn(row).map((line, index) => [row.id + index, line]);
  const lines = await archive.lines(Array.from({ length: row.n }, (_, index) => row.id + index));
  return [...lines].toSorted(([a], [b]) => a - b);
}

/** The first of these packs that may hold `want` events, or all of them. */
function holding<Pack extends { n: number }>(packs: Pack[], want: number): Pack[] {
  let sum = 0;
  const last = packs.findIndex(({ n }) => (sum += n) >= want);
  return last === -1 ? packs : packs.slice(0, last + 1);
}
