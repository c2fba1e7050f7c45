import { newState, type SyncState, UNTRIED } from "#lists/sync-state.ts";

/** Somebody on a page of changes. */
export interface Going {
  label: string;
  /** Null: they were erased, and only their label is known until it was taken back. */
  person: number | null;
}

/** Somebody on a page of the whole list; a label was perhaps sent before. */
export interface PageRow {
  person: number;
  label: string | null;
}

const TABLES = `
  CREATE TABLE IF NOT EXISTS listed (person INTEGER PRIMARY KEY, label TEXT, page INTEGER NOT NULL);
  CREATE INDEX IF NOT EXISTS listed_page ON listed (page);
  CREATE TABLE IF NOT EXISTS going (label TEXT PRIMARY KEY, person INTEGER);
  CREATE TABLE IF NOT EXISTS erased (label TEXT PRIMARY KEY);
`;

const json = (list: readonly (number | string)[]): string => JSON.stringify(list);

/** What one list has to know: how far it is, whom it was sent and by which label, and the page that is on its way. */
export function openListStore(storage: DurableObjectStorage) {
  const { sql, kv } = storage;
  sql.exec(TABLES);
  let state = kv.get<SyncState>("state") ?? null;
  const count = (text: string, ...bound: SqlStorageValue[]): number => sql.exec<{ n: number }>(text, ...bound).one().n;
  const clear = (): void => {
    for (const table of ["listed", "going", "erased"]) sql.exec(`DELETE FROM ${table}`);
  };
  const store = {
    /** All of it is written or nothing. Where it throws, open the store anew: what is in memory may be ahead. */
    atOnce: <T>(work: () => T): T => storage.transactionSync(work),
    state: (): SyncState | null => state,
    /** Makes it the object of this one, should it be nobody's. */
    own(sync: number): void {
      if (state === null) store.put(newState(sync));
    },
    put(next: SyncState): void {
      kv.put("state", next);
      state = next;
    },
    change(change: Partial<SyncState>): void {
      if (state !== null) store.put({ ...state, ...change });
    },
    /** The whole list is to be sent anew, by the next step. */
    askAnew: (): void => kv.put("anew", true),
    isAnew: (): boolean => kv.get<boolean>("anew") === true,
    /** Nobody is on the list, as far as this object knows; what it sends next is all of it. */
    reset(): void {
      clear();
      store.change({ phase: "new", going: null, inStepSince: null, ...UNTRIED });
      kv.delete("anew");
    },

    gather(persons: readonly number[], page: number): void {
      sql.exec("INSERT OR IGNORE INTO listed SELECT value, NULL, ?2 FROM json_each(?1)", json(persons), page);
    },
    onPage: (page: number): PageRow[] =>
      sql.exec<PageRow & Row>("SELECT person, label FROM listed WHERE page = ? ORDER BY person", page).toArray(),
    /** From now on they may be on the list: written down before they are sent. */
    label(person: number, label: string, page: number): void {
      sql.exec("INSERT OR REPLACE INTO listed VALUES (?, ?, ?)", person, label, page);
    },
    drop(person: number): void {
      sql.exec("DELETE FROM listed WHERE person = ?", person);
    },
    /** Those of these people who were sent, with their labels. */
    labelsOf: (persons: readonly number[]): ReadonlyMap<number, string> =>
      new Map(
        sql
          .exec<{ person: number; label: string }>(
            "SELECT person, label FROM listed WHERE label IS NOT NULL AND person IN (SELECT value FROM json_each(?))",
            json(persons),
          )
          .toArray()
          .map(({ person, label }) => [person, label]),
      ),
    listed: (): number => count("SELECT count(*) AS n FROM listed WHERE label IS NOT NULL"),
    /** Of the whole list, from this page on. */
    unsent: (page: number): number => count("SELECT count(*) AS n FROM listed WHERE page >= ?", page),
    pending: (): number => count("SELECT (SELECT count(*) FROM going) + (SELECT count(*) FROM erased) AS n"),

    erased: (limit: number): string[] =>
      sql
        .exec<{ label: string }>("SELECT label FROM erased LIMIT ?", limit)
        .toArray()
        .map(({ label }) => label),
    going: (): Going[] => sql.exec<Going & Row>("SELECT label, person FROM going ORDER BY label").toArray(),
    setGoing(rows: readonly Going[]): void {
      sql.exec("DELETE FROM going");
      for (const { label, person } of rows) sql.exec("INSERT OR REPLACE INTO going VALUES (?, ?)", label, person);
    },
    /** The page of changes that was on its way was taken. */
    gone(isRemoval: boolean): void {
      if (isRemoval) {
        sql.exec("DELETE FROM listed WHERE person IN (SELECT person FROM going WHERE person IS NOT NULL)");
        sql.exec("DELETE FROM erased WHERE label IN (SELECT label FROM going WHERE person IS NULL)");
      }
      sql.exec("DELETE FROM going");
    },
    /** They were erased. Of who may be on the list the label stays, only until it was taken back. */
    forget(actors: readonly { id: number; uid: string }[]): void {
      for (const { id, uid } of actors) {
        sql.exec("INSERT OR IGNORE INTO erased SELECT label FROM listed WHERE person = ? AND label IS NOT NULL", id);
        sql.exec("INSERT OR IGNORE INTO erased SELECT label FROM going WHERE person = ? OR label = ?", id, uid);
        sql.exec("DELETE FROM listed WHERE person = ?", id);
        sql.exec("DELETE FROM going WHERE person = ? OR label = ?", id, uid);
      }
      // A receiver may quote what it was sent.
      store.change({ lastAnswer: null, lastAnswerAt: null });
    },
  };
  return store;
}
export type ListStore = ReturnType<typeof openListStore>;

type Row = Record<string, SqlStorageValue>;
