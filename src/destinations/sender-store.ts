import type { Counts } from "#destinations/counts.ts";
import { addCounts, emptyHour, hourOf } from "#destinations/counts.ts";
import type { Exchange } from "#destinations/exchange.ts";
import type { DeadLetter, Replay, Retry, SenderState } from "#destinations/sender-state.ts";
import type { TestResult } from "#destinations/test-result.ts";

const TABLES = `
  CREATE TABLE IF NOT EXISTS hours (hour INTEGER PRIMARY KEY, counts TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS retries (
    subscription INTEGER NOT NULL, seq INTEGER NOT NULL, attempts INTEGER NOT NULL, first_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL, error TEXT NOT NULL, PRIMARY KEY (subscription, seq)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS dead_letters (
    id INTEGER PRIMARY KEY AUTOINCREMENT, subscription INTEGER NOT NULL, seq INTEGER NOT NULL, message_id TEXT NOT NULL,
    event_name TEXT NOT NULL, at INTEGER NOT NULL, attempts INTEGER NOT NULL, reason TEXT NOT NULL, answer TEXT,
    UNIQUE (subscription, seq));
  CREATE TABLE IF NOT EXISTS samples (id INTEGER PRIMARY KEY AUTOINCREMENT, exchange TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS replays (id INTEGER PRIMARY KEY AUTOINCREMENT, replay TEXT NOT NULL);
`;

/** Hours of counts that are kept, and exchanges. */
const HOURS_KEPT = 24 * 31;
const SAMPLES_KEPT = 20;
/** Of older ones only the counts stay; the events are in the store, and a replay of their time sends them. */
const DEAD_LETTERS_KEPT = 100_000;

/** Everything that one piece of work changed, written at once. */
export interface Change {
  counts: Partial<Counts>;
  retries: readonly Retry[];
  deadLetters: readonly Omit<DeadLetter, "id">[];
  /** Deliveries that waited and don't any more. */
  settled: readonly Pick<Retry, "subscription" | "seq">[];
  replay: Replay | null;
}

/** A Sender's storage. `state` is null until the connection begins. */
export function openSenderStore(storage: DurableObjectStorage) {
  const { sql } = storage;
  sql.exec(TABLES);
  let state = storage.kv.get<SenderState>("state") ?? null;
  /** The connection was deleted under a run that is still under way: what it has to say is of no use any more. */
  let isClosed = false;

  const count = (more: Partial<Counts>, now: number): void => {
    if (!state) return;
    if (state.counted.hour !== hourOf(now)) {
      const { hour, counts } = state.counted;
      sql.exec("INSERT OR REPLACE INTO hours (hour, counts) VALUES (?, ?)", hour, JSON.stringify(counts));
      sql.exec("DELETE FROM hours WHERE hour < ?", hourOf(now) - HOURS_KEPT);
      state.counted = emptyHour(now);
    }
    state.counted.counts = addCounts(state.counted.counts, more);
  };

  const replayById = (id: number): Replay | null => {
    const [row] = sql.exec<{ replay: string }>("SELECT replay FROM replays WHERE id = ?", id).toArray();
    return row ? { ...(JSON.parse(row.replay) as Replay), id } : null;
  };
  const writeReplay = (replay: Replay): void =>
    void sql.exec("UPDATE replays SET replay = ? WHERE id = ?", JSON.stringify(replay), replay.id);
  /** How far it has come; whether it goes on is for whoever paused or cancelled it meanwhile to say. */
  const advance = (replay: Replay): void => {
    const asked = replayById(replay.id)?.state;
    writeReplay(asked === "running" ? replay : { ...replay, state: asked ?? "cancelled" });
  };

  return {
    close: () => void (isClosed = true),
    state: () => state,
    setState(next: SenderState): void {
      state = next;
      storage.kv.put("state", next);
    },
    /** Writes down what was done, all of it or nothing. `state` is changed by the caller before. */
    commit(change: Partial<Change>, now: number): void {
      if (isClosed) return;
      storage.transactionSync(() => {
        count(change.counts ?? {}, now);
        for (const { subscription, seq } of change.settled ?? []) {
          sql.exec("DELETE FROM retries WHERE subscription = ? AND seq = ?", subscription, seq);
        }
        for (const { subscription, seq, attempts, firstAt, dueAt, error } of change.retries ?? []) {
          sql.exec(
            "INSERT OR REPLACE INTO retries (subscription, seq, attempts, first_at, due_at, error) VALUES (?, ?, ?, ?, ?, ?)",
            subscription,
            seq,
            attempts,
            firstAt,
            dueAt,
            error,
          );
        }
        for (const letter of change.deadLetters ?? []) {
          const { subscription, seq, messageId, eventName, at, attempts, reason, answer } = letter;
          sql.exec(
            `INSERT OR REPLACE INTO dead_letters (subscription, seq, message_id, event_name, at, attempts, reason, answer)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
            subscription,
            seq,
            messageId,
            eventName,
            at,
            attempts,
            reason,
            answer,
          );
        }
        if ((change.deadLetters ?? []).length > 0) {
          sql.exec("DELETE FROM dead_letters WHERE id <= (SELECT max(id) FROM dead_letters) - ?", DEAD_LETTERS_KEPT);
        }
        if (change.replay) advance(change.replay);
        if (state) storage.kv.put("state", state);
      });
    },
    dueRetries: (now: number, limit: number): Retry[] =>
      sql
        .exec(`SELECT ${RETRY} FROM retries WHERE due_at <= ? ORDER BY subscription, seq LIMIT ?`, now, limit)
        .toArray() as unknown as Retry[],
    /** Deliveries that wait for another try, of events up to an arrival number. */
    waiting: (through: number): number =>
      sql.exec<{ n: number }>("SELECT count(*) AS n FROM retries WHERE seq <= ?", through).one().n,
    nextRetryAt: (): number | null => sql.exec<{ at: number | null }>("SELECT min(due_at) AS at FROM retries").one().at,
    deadLetters: (before: number, limit: number): DeadLetter[] =>
      sql
        .exec(`SELECT ${LETTER} FROM dead_letters WHERE id < ? ORDER BY id DESC LIMIT ?`, before, limit)
        .toArray() as unknown as DeadLetter[],
    deadLetterCount: (): number => sql.exec<{ n: number }>("SELECT count(*) AS n FROM dead_letters").one().n,
    /** Makes dead letters wait for another try: these ids, or the oldest. Says how many. */
    reviveDeadLetters(ids: readonly number[] | null, limit: number, now: number): number {
      return storage.transactionSync(() => {
        const chosen = sql
          .exec<{ id: number }>(
            "SELECT id FROM dead_letters WHERE ?1 IS NULL OR id IN (SELECT value FROM json_each(?1)) ORDER BY id LIMIT ?2",
            ids && JSON.stringify(ids),
            limit,
          )
          .toArray()
          .map(({ id }) => id);
        const these = JSON.stringify(chosen);
        sql.exec(
          `INSERT OR REPLACE INTO retries (subscription, seq, attempts, first_at, due_at, error)
           SELECT subscription, seq, 0, ?1, ?1, reason FROM dead_letters WHERE id IN (SELECT value FROM json_each(?2))`,
          now,
          these,
        );
        sql.exec("DELETE FROM dead_letters WHERE id IN (SELECT value FROM json_each(?))", these);
        return chosen.length;
      });
    },
    addSample(exchange: Exchange): void {
      if (isClosed) return;
      sql.exec("INSERT INTO samples (exchange) VALUES (?)", JSON.stringify(exchange));
      sql.exec("DELETE FROM samples WHERE id <= (SELECT max(id) FROM samples) - ?", SAMPLES_KEPT);
    },
    samples: (): Exchange[] =>
      sql
        .exec<{ exchange: string }>("SELECT exchange FROM samples ORDER BY id DESC")
        .toArray()
        .map(({ exchange }) => JSON.parse(exchange) as Exchange),
    lastTest: (): TestResult | null => storage.kv.get<TestResult>("lastTest") ?? null,
    setLastTest(result: TestResult | null): void {
      if (result === null) storage.kv.delete("lastTest");
      else storage.kv.put("lastTest", { ...result, exchanges: result.exchanges.slice(-SAMPLES_KEPT) });
    },
    /** What was sent, and what was answered. */
    clearRequests(): void {
      sql.exec("DELETE FROM samples");
      storage.kv.delete("lastTest");
    },
    /** Arrival numbers that dead letters and retries name, after one of them, the smallest first. */
    named: (after: number, limit: number): number[] =>
      sql
        .exec<{ seq: number }>(
          "SELECT seq FROM dead_letters WHERE seq > ?1 UNION SELECT seq FROM retries WHERE seq > ?1 ORDER BY seq LIMIT ?2",
          after,
          limit,
        )
        .toArray()
        .map(({ seq }) => seq),
    /** Removes what is kept of these arrival numbers. */
    drop(seqs: readonly number[]): void {
      const these = JSON.stringify(seqs);
      sql.exec("DELETE FROM dead_letters WHERE seq IN (SELECT value FROM json_each(?))", these);
      sql.exec("DELETE FROM retries WHERE seq IN (SELECT value FROM json_each(?))", these);
    },
    hours(): { hour: number; counts: Counts }[] {
      const rows = sql
        .exec<{ hour: number; counts: string }>("SELECT hour, counts FROM hours ORDER BY hour DESC")
        .toArray()
        .map(({ hour, counts }) => ({ hour, counts: JSON.parse(counts) as Counts }));
      return state ? [state.counted, ...rows] : rows;
    },
    replays: (): Replay[] =>
      sql
        .exec<{ id: number; replay: string }>("SELECT id, replay FROM replays ORDER BY id DESC LIMIT 100")
        .toArray()
        .map(({ id, replay }) => ({ ...(JSON.parse(replay) as Replay), id })),
    addReplay(replay: Omit<Replay, "id">): Replay {
      const { id } = sql
        .exec<{ id: number }>("INSERT INTO replays (replay) VALUES (?) RETURNING id", JSON.stringify(replay))
        .one();
      return { ...replay, id };
    },
    replayById,
    setReplay: writeReplay,
  };
}

export type SenderStore = ReturnType<typeof openSenderStore>;

const RETRY = "subscription, seq, attempts, first_at AS firstAt, due_at AS dueAt, error";
const LETTER = "id, subscription, seq, message_id AS messageId, event_name AS eventName, at, attempts, reason, answer";
