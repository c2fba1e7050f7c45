import { segmentFields, type TrackedEvent } from "#core/event.ts";

/** An event in the feed, under its feed number. */
export interface Entry {
  seq: number;
  event: TrackedEvent;
  /** Characters of its JSON: how much room it takes in memory. */
  length: number;
}

/** What the feed keeps: at least this many events, as long as they are not huge. */
export const KEPT_EVENTS = 10_000;
const KEPT_CHARACTERS = 64_000_000;
/** Trimming reads every row's head, so it is done once for many. */
const TRIM_EVERY_EVENTS = 2_000;

/** A row of the object's storage may have 2 MB; a character has at most three bytes. */
const ROW_CHARACTERS = 500_000;

const TABLES = `
  CREATE TABLE IF NOT EXISTS batches (
    first INTEGER PRIMARY KEY,     -- feed number of its first event; the others follow without a hole
    n INTEGER NOT NULL,
    length INTEGER NOT NULL,
    ids TEXT NOT NULL,             -- JSON list of identities, readable without unpacking events; null: removed
    newest INTEGER NOT NULL,       -- ms; the latest receivedAt in it
    events TEXT NOT NULL           -- JSON list; null: removed
  );
  CREATE TABLE IF NOT EXISTS gaps (
    before INTEGER PRIMARY KEY,    -- feed number of the event that follows the hole
    missed INTEGER NOT NULL
  );`;

/** Names an event for the feed: a messageId is unique within its source only. */
export const identityOf = (event: { sourceId: number; messageId: string }): string =>
  `${event.sourceId}:${event.messageId}`;

/**
 * The feed's own storage: what was shown, in order, so that a socket can be caught up after hibernation, eviction or a
 * deploy. One row is written per send, not per event. Everything here is synchronous, so nothing can come between.
 */
export function openFeedStore(storage: DurableObjectStorage) {
  const { sql, kv } = storage;
  sql.exec(TABLES);
  const known = kv.get<string>("epoch");
  const epoch = known ?? crypto.randomUUID().slice(0, 8);
  if (known === undefined) kv.put("epoch", epoch);
  // The newest row is never trimmed, so a number is never given twice.
  let head = sql.exec<{ seq: number }>("SELECT coalesce(max(first + n - 1), 0) AS seq FROM batches").one().seq;
  let first = sql.exec<{ seq: number }>("SELECT coalesce(min(first), 1) AS seq FROM batches").one().seq;
  let keptAfterTrim = KEPT_EVENTS;
  let forgottenThrough = kv.get<number>("forgottenThrough") ?? 0;
  let seededThrough = kv.get<number>("seededThrough") ?? null;

  function writeBatch(entries: Entry[], texts: string[], length: number): void {
    const [from] = entries;
    if (!from) return;
    const newest = Math.max(...entries.map(({ event }) => event.receivedAt));
    sql.exec(
      "INSERT INTO batches (first, n, length, ids, newest, events) VALUES (?, ?, ?, ?, ?, ?)",
      from.seq,
      entries.length,
      length,
      JSON.stringify(entries.map(({ event }) => identityOf(event))),
      newest,
      `[${texts.join(",")}]`,
    );
  }

  return {
    epoch,
    /** Feed number of the newest event; 0 before the first. */
    head: () => head,
    /** Feed number of the oldest event that is kept. */
    first: () => first,
    /** ms; an event that arrived up to then may have been shown and forgotten. */
    forgottenThrough: () => forgottenThrough,

    /** The arrival number up to which stored events were taken over; null: never. */
    seededThrough: () => seededThrough,
    setSeededThrough(seq: number | null): void {
      if (seq === null || seq === seededThrough) return;
      seededThrough = seq;
      kv.put("seededThrough", seq);
    },

    /** Writes events under the next numbers. Throws when the storage is full; then nothing was written. */
    append(events: TrackedEvent[]): Entry[] {
      const added: Entry[] = [];
      storage.transactionSync(() => {
        let entries: Entry[] = [];
        let texts: string[] = [];
        let length = 0;
        for (const event of events) {
          const text = textOf(event);
          if (length > 0 && length + text.length > ROW_CHARACTERS) {
            writeBatch(entries, texts, length);
            [entries, texts, length] = [[], [], 0];
          }
          const entry = { seq: head + added.length + 1, event, length: text.length };
          entries.push(entry);
          texts.push(text);
          added.push(entry);
          length += text.length;
        }
        writeBatch(entries, texts, length);
      });
      head += added.length;
      return added;
    },

    /** The events after a number, oldest first; read as far as they are asked for. */
    *after(seq: number): Generator<Entry> {
      const rows = sql.exec<BatchRow>(
        `SELECT first, events FROM batches
         WHERE first >= coalesce((SELECT max(first) FROM batches WHERE first <= ?1), 0) ORDER BY first`,
        seq + 1,
      );
      for (const row of rows) for (const entry of entriesOf(row)) if (entry.seq > seq) yield entry;
    },

    /** The events before a number, newest first. */
    *before(seq: number): Generator<Entry> {
      const rows = sql.exec<BatchRow>("SELECT first, events FROM batches WHERE first < ? ORDER BY first DESC", seq);
      for (const row of rows) for (const entry of entriesOf(row).toReversed()) if (entry.seq < seq) yield entry;
    },

    /** Identity and number of every kept event, oldest first. */
    *identities(): Generator<[string, number]> {
      for (const { first, ids } of sql.exec<{ first: number; ids: string }>(
        "SELECT first, ids FROM batches ORDER BY first",
      )) {
        for (const [index, id] of idsIn(ids).entries()) if (id !== null) yield [id, first + index];
      }
    },

    /**
     * Removes events. Their numbers stay empty, so that every other event keeps its own. Returns what was removed. Throws
     * when the storage does; then nothing was removed.
     */
    remove(isUnwanted: (event: TrackedEvent) => boolean): { seq: number; id: string }[] {
      return storage.transactionSync(() => {
        const removed: { seq: number; id: string }[] = [];
        // Row by row, for all of them unpacked would not fit into memory.
        for (const { first } of sql.exec<{ first: number }>("SELECT first FROM batches").toArray()) {
          const row = sql
            .exec<BatchRow & { ids: string }>("SELECT first, ids, events FROM batches WHERE first = ?", first)
            .one();
          const unwanted = entriesOf(row).filter(({ event }) => isUnwanted(event));
          if (unwanted.length === 0) continue;
          const gone = new Set(unwanted.map(({ seq }) => seq));
          const kept = (list: unknown[]) => JSON.stringify(list.map((one, at) => (gone.has(first + at) ? null : one)));
          const events = kept(eventsIn(row.events));
          sql.exec(
            "UPDATE batches SET length = ?, ids = ?, events = ? WHERE first = ?",
            events.length,
            kept(idsIn(row.ids)),
            events,
            first,
          );
          for (const { seq, event } of unwanted) removed.push({ seq, id: identityOf(event) });
        }
        return removed;
      });
    },

    noteGap: (missed: number) =>
      sql.exec("INSERT OR REPLACE INTO gaps (before, missed) VALUES (?, ?)", head + 1, missed),
    /** Events known to be missing from the feed after this number. */
    missedAfter: (seq: number) =>
      sql.exec<{ missed: number }>("SELECT coalesce(sum(missed), 0) AS missed FROM gaps WHERE before > ?", seq).one()
        .missed,

    /** Forgets what is older than is kept, once in a while; returns the identities that may be forgotten with it. */
    trim(): string[] {
      if (head - first + 1 < keptAfterTrim + TRIM_EVERY_EVENTS) return [];
      const keepFrom = oldestToKeep(sql);
      keptAfterTrim = head - keepFrom + 1;
      if (keepFrom <= first) return [];
      const gone = sql
        .exec<{ ids: string; newest: number }>("DELETE FROM batches WHERE first < ? RETURNING ids, newest", keepFrom)
        .toArray();
      sql.exec("DELETE FROM gaps WHERE before < ?", keepFrom);
      forgottenThrough = gone.reduce((latest, { newest }) => Math.max(latest, newest), forgottenThrough);
      kv.put("forgottenThrough", forgottenThrough);
      first = keepFrom;
      return gone.flatMap(({ ids }) => idsIn(ids)).filter((id) => id !== null);
    },
  };
}
export type FeedStore = ReturnType<typeof openFeedStore>;

interface BatchRow extends Record<string, SqlStorageValue> {
  first: number;
  events: string;
}

function oldestToKeep(sql: SqlStorage): number {
  let events = 0;
  let characters = 0;
  let oldest = 0;
  const rows = sql.exec<{ first: number; n: number; length: number }>(
    "SELECT first, n, length FROM batches ORDER BY first DESC",
  );
  for (const row of rows) {
    if (oldest > 0 && (events >= KEPT_EVENTS || characters + row.length > KEPT_CHARACTERS)) break;
    events += row.n;
    characters += row.length;
    oldest = row.first;
  }
  return oldest;
}

/** The Segment fields lie in `raw` already, so they are read from there again instead of being kept twice. */
function textOf(event: TrackedEvent): string {
  const {
    userId: _u,
    anonymousId: _a,
    groupId: _g,
    previousId: _p,
    event: _e,
    name: _n,
    category: _c,
    ...rest
  } = event;
  const { properties: _pr, traits: _t, context: _co, integrations: _i, originalTimestamp: _o, ...stamped } = rest;
  return JSON.stringify(stamped);
}

// Written by textOf above, so this is no foreign data.
function entriesOf({ first, events }: BatchRow): Entry[] {
  const list = eventsIn(events);
  const length = Math.ceil(events.length / list.length);
  return list.flatMap((stamped, index) => {
    if (stamped === null) return [];
    return { seq: first + index, event: { ...segmentFields(stamped.raw, stamped.type), ...stamped }, length };
  });
}

type Stamped = Omit<TrackedEvent, keyof ReturnType<typeof segmentFields>>;
const eventsIn = (events: string) => JSON.parse(events) as (Stamped | null)[];
const idsIn = (ids: string) => JSON.parse(ids) as (string | null)[];
