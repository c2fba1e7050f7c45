import type { Clock } from "#core/clock.ts";
import type { TrackedEvent } from "#core/event.ts";
import { d1Failure } from "#store/d1-error.ts";
import { type Dictionary, loadDictionary } from "#store/dictionary.ts";
import { requestFingerprint } from "#store/fingerprint.ts";
import { packBody } from "#store/pack.ts";
import { type Arrival, type Plan, planAppend } from "#store/plan.ts";
import { storedSince } from "#store/recent-ids.ts";
import * as sql from "#store/statements.ts";

export interface Appended {
  /** What was stored by this call, with its arrival numbers, in order. */
  stored: { seq: number; event: TrackedEvent }[];
  /** These are all events with arrival numbers after `after`, up to `through`. */
  range: { after: number; through: number };
  /** Of what is not as planned, what was dealt with by this call. */
  noted: Plan["noted"];
  duplicates: number;
  /** ms; until when somebody watches the live feed (0: nobody). */
  watchedUntil: number;
  /** Counted by D1 over the whole transaction. */
  rowsWritten: number;
  rowsRead: number;
}

/** Remembers the dictionary between batches of one isolate; `append` is the only one who looks inside. */
export interface Writer {
  dictionary: Dictionary | null;
}
export const createWriter = (): Writer => ({ dictionary: null });

/**
 * What others write in the same transaction, given the events that are stored by it. Asked anew when the transaction is
 * tried again, so what it reads can't have changed by the time it is written.
 */
export type Also = (stored: Appended["stored"], dictionary: Dictionary) => Promise<D1PreparedStatement[]>;
const NOTHING_MORE: Also = () => Promise.resolve([]);

/** What is to be appended, as things are when it is planned. */
export interface Brought {
  arrivals: Arrival[];
  also: Also;
  count: Count;
}

/** What of a batch is counted in the same transaction, duplicates and refusals too: it is asked even where nothing is stored. */
export type Count = (planned: Pick<Plan, "stored" | "duplicates" | "refusedHours" | "noted">) => D1PreparedStatement[];
const UNCOUNTED: Count = () => [];

/** What the writer knows of the store, as good as it is: an append that finds it outdated looks again. */
export const dictionaryOf = async (db: D1Database, writer: Writer, clock: Clock): Promise<Dictionary> =>
  (writer.dictionary ??= await loadDictionary(db, clock()));

/** Races lost, or unknown outcomes looked up again, before the queue's own patience takes over. */
const MAX_ATTEMPTS = 5;

/**
 * Stores what arrived, each event exactly once, in one D1 transaction. Idempotent: an arrival that is stored already
 * (a redelivery, a write whose answer got lost) adds nothing. Throws D1's error when it can't; `d1Failure` says what to
 * do about it.
 */
export const append = (
  db: D1Database,
  writer: Writer,
  arrivals: Arrival[],
  clock: Clock,
  also: Also = NOTHING_MORE,
  count: Count = UNCOUNTED,
): Promise<Appended> => {
  const brought = { arrivals, also, count };
  return appendBrought(db, writer, () => Promise.resolve(brought), clock);
};

/** As `append`, of what depends on the state of the store: `bring` is asked again each time that had to be looked up anew. */
export async function appendBrought(
  db: D1Database,
  writer: Writer,
  bring: (dictionary: Dictionary) => Promise<Brought>,
  clock: Clock,
): Promise<Appended> {
  for (let attempt = 1; ; attempt += 1) {
    const dictionary = await dictionaryOf(db, writer, clock);
    const { arrivals, also, count } = await bring(dictionary);
    // Not kept while the transaction is under way: whatever goes wrong, the next one loads what D1 really has.
    writer.dictionary = null;
    const old = await storedLongAgo(db, dictionary, arrivals);
    const after = dictionary.nextSeq - 1;
    const plan = planAppend(arrivals, dictionary, (id) => dictionary.recent.has(id) || old.has(id));
    try {
      const now = clock();
      const results = await db.batch([
        ...statements(db, plan, dictionary, now),
        ...(plan.stored.length === 0 ? [] : await also(plan.stored, dictionary)),
        ...count(plan),
        db.prepare(sql.SELECT_WATCHED_UNTIL),
      ]);
      dictionary.nextSeq = plan.nextSeq;
      for (const pack of plan.packs) dictionary.recent.addAll(pack.ids, now);
      writer.dictionary = dictionary;
      return appended(plan, after, results);
    } catch (error) {
      const failure = d1Failure(error);
      if ((failure !== "conflict" && failure !== "unknown") || attempt >= MAX_ATTEMPTS) throw error;
    }
  }
}

/** Which of these arrivals were stored longer ago than memory goes (a dead letter replayed after days). */
async function storedLongAgo(db: D1Database, dictionary: Dictionary, arrivals: Arrival[]): Promise<Set<string>> {
  const old = new Set<string>();
  for (const arrival of arrivals) {
    if (dictionary.recent.covers(arrival.receivedAt)) continue;
    const id = requestFingerprint(arrival.requestId, arrival.offset);
    if (await storedSince(db, id, arrival.receivedAt)) old.add(id);
  }
  return old;
}

function statements(db: D1Database, plan: Plan, dictionary: Dictionary, now: number): D1PreparedStatement[] {
  const list: D1PreparedStatement[] = [];
  const rows = (text: string, values: readonly unknown[]) => {
    if (values.length > 0) list.push(db.prepare(text).bind(JSON.stringify(values)));
  };
  for (const pack of plan.packs) {
    const { id, lines, ids, minTs, maxTs } = pack;
    const body = lines.length === 0 ? "" : packBody(lines).toHex();
    list.push(
      db.prepare(sql.INSERT_PACK).bind(id, lines.length, now, Math.min(minTs, maxTs), maxTs, ids.join(""), body),
    );
  }
  rows(sql.INSERT_NAMES, dictionary.names.takeNew());
  rows(sql.INSERT_SLOTS, plan.newSlots);
  rows(sql.INSERT_PLACES, dictionary.places.takeNew());
  rows(sql.INSERT_AGENTS, dictionary.agents.takeNew());
  rows(sql.INSERT_ORIGINS, dictionary.origins.takeNew());
  rows(sql.INSERT_ACTORS, plan.actors);
  for (const pack of plan.packs) rows(sql.INSERT_FACTS, pack.facts);
  rows(sql.ADD_HOURS, plan.hours);
  rows(sql.INSERT_ACTIVE_DAYS, plan.activeDays);
  rows(sql.INSERT_ACTIVE_HOURS, plan.activeHours);
  rows(sql.ADD_REFUSED_HOURS, plan.refusedHours);
  rows(sql.INSERT_REFUSED_SAMPLES, plan.refusedSamples);
  return list;
}

function appended(plan: Plan, after: number, results: D1Result[]): Appended {
  const watch: unknown = results.at(-1)?.results[0];
  const until = typeof watch === "object" && watch !== null && "until" in watch ? watch.until : 0;
  let rowsWritten = 0;
  let rowsRead = 0;
  for (const { meta } of results) {
    rowsWritten += meta.rows_written;
    rowsRead += meta.rows_read;
  }
  return {
    stored: plan.stored,
    range: { after, through: plan.nextSeq - 1 },
    noted: plan.noted,
    duplicates: plan.duplicates,
    watchedUntil: typeof until === "number" ? until : 0,
    rowsWritten,
    rowsRead,
  };
}
