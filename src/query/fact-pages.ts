import { checkWanted, COUNTED, inPart, type Part, PERSON, type Reading, whole } from "#query/reading.ts";

/** Facts of one event name as columns of numbers. */
export interface FactPage {
  nameId: number;
  persons: number[];
  /** ms */
  times: number[];
  seqs: number[];
}

/** Facts of one name after one of them, up to and including a moment (ms). */
interface Window {
  nameId: number;
  afterTs: number;
  afterSeq: number;
  until: number;
}

/**
 * A text of 2 MB is the most that D1 takes or gives (https://developers.cloudflare.com/d1/platform/limits/); a fact takes
 * about 30 bytes of it.
 */
const FACTS_A_PAGE = 40_000;
/** Facts that one statement brings at most, about 8 MB. */
const FACTS_A_STATEMENT = 280_000;
const PAGES_A_STATEMENT = 200;
/** Windows for what follows a full page: as many facts as it had would fill this part of each. */
const FOLLOWING = { windows: 8, filled: 0.6 };

/**
 * The facts of these names and this time (ms, both inclusive) of people in a part, each once. They come as one text a
 * page, which costs a tenth of a row a fact. `partNow` may get smaller while this reads: what comes after is of it.
 */
export async function* factPages(
  db: D1Database,
  nameIds: Iterable<number>,
  { from, to }: { from: number; to: number },
  partNow: () => Part,
  reading: Reading,
): AsyncGenerator<FactPage> {
  // Arrival numbers begin at 1.
  let queue = [...nameIds].map((nameId): Window => ({ nameId, afterTs: from, afterSeq: 0, until: to }));
  while (queue.length > 0) {
    checkWanted(reading);
    const windows = queue.slice(0, PAGES_A_STATEMENT);
    queue = queue.slice(PAGES_A_STATEMENT);
    const most = Math.min(FACTS_A_PAGE, Math.floor(FACTS_A_STATEMENT / windows.length));
    for (const [at, page] of await pagesOf(db, windows, { from, most }, partNow(), reading)) {
      const window = windows[at];
      if (window === undefined) continue;
      if (page.persons.length === most) queue.push(...following(window, page));
      yield { nameId: window.nameId, ...page };
    }
  }
}

type Columns = Omit<FactPage, "nameId">;

async function pagesOf(
  db: D1Database,
  windows: readonly Window[],
  { from, most }: { from: number; most: number },
  part: Part,
  reading: Reading,
): Promise<[at: number, page: Columns][]> {
  // Short numbers are read faster; without a beginning, 1970 is one.
  const origin = Math.max(from, 0);
  const { results, meta } = await db
    .prepare(
      `SELECT w.key AS at, (
         SELECT group_concat(x.person) || ';' || group_concat(x.ts - ${whole(origin)}) || ';' || group_concat(x.seq) FROM (
           SELECT ${PERSON} AS person, f.ts, f.seq FROM facts f LEFT JOIN person_of p ON p.actor_id = f.actor_id
           WHERE f.name_id = w.value->>0 AND f.ts BETWEEN w.value->>1 AND w.value->>3
             AND (f.ts > w.value->>1 OR f.seq > w.value->>2) AND ${COUNTED} AND ${inPart(PERSON, part)}
           ORDER BY f.ts, f.seq LIMIT ${whole(most)}) x) AS facts
       FROM json_each(?1) w`,
    )
    .bind(JSON.stringify(windows.map(({ nameId, afterTs, afterSeq, until }) => [nameId, afterTs, afterSeq, until])))
    .all<{ at: number; facts: string | null }>();
  reading.rowsRead += meta.rows_read;
  return results.flatMap(({ at, facts }) => {
    if (facts === null) return [];
    const [persons = [], offsets = [], seqs = []] = facts.split(";").map(numbersOf);
    return [[at, { persons, times: offsets.map((offset) => origin + offset), seqs }]];
  });
}

const numbersOf = (text: string): number[] => JSON.parse(`[${text}]`) as number[];

/** What is left of a window after a full page, in pieces that probably fit a page each. */
function following({ nameId, until }: Window, { times, seqs }: Columns): Window[] {
  // SQL promises no order of what it concatenates.
  let [first, last, lastSeq] = [Infinity, -Infinity, 0];
  for (const [at, ts] of times.entries()) {
    const seq = seqs[at] ?? 0;
    if (ts < first) first = ts;
    if (ts < last || (ts === last && seq < lastSeq)) continue;
    last = ts;
    lastSeq = seq;
  }
  const length = Math.max(1, Math.floor((last - first) * FOLLOWING.filled));
  const windows: Window[] = [];
  let after = { afterTs: last, afterSeq: lastSeq };
  while (windows.length < FOLLOWING.windows - 1 && after.afterTs + length < until) {
    const end = after.afterTs + length;
    windows.push({ nameId, ...after, until: end });
    after = { afterTs: end + 1, afterSeq: 0 };
  }
  if (after.afterTs <= until) windows.push({ nameId, ...after, until });
  return windows;
}
