/** A list elsewhere that is kept in step with an audience (src/lists). */
interface Listener {
  sync: number;
  audience: number;
  /** It has read what was touched up to this number; null: it has not begun, as the audience was not computed yet. */
  seen: number | null;
}

/** Somebody whose place in an audience may have changed, and how it is now. */
export interface Touched {
  n: number;
  person: number;
  isMember: boolean;
}

const TABLES = `
  CREATE TABLE IF NOT EXISTS listeners (sync INTEGER PRIMARY KEY, audience INTEGER NOT NULL, seen INTEGER);
  CREATE TABLE IF NOT EXISTS touched (
    n INTEGER PRIMARY KEY AUTOINCREMENT, audience INTEGER NOT NULL, person INTEGER NOT NULL, UNIQUE (audience, person));
  CREATE INDEX IF NOT EXISTS touched_audience ON touched (audience, n);
`;

/**
 * Who listens to which audience, and whose place in it was touched since they looked: of each person only the last time,
 * so what nobody reads doesn't grow. An audience that nobody listens to costs nothing here.
 */
export function openListeners(sql: SqlStorage) {
  sql.exec(TABLES);
  const all = (): Listener[] => sql.exec<Listener & Row>("SELECT sync, audience, seen FROM listeners").toArray();
  let audiences = new Set(all().map(({ audience }) => audience));
  /** Audiences whose listeners are to be told; after a new start all of them. */
  const untold = new Set(audiences);
  const changed = (): void => {
    audiences = new Set(all().map(({ audience }) => audience));
    for (const { audience } of sql.exec<{ audience: number }>("SELECT DISTINCT audience FROM touched").toArray())
      prune(audience);
  };
  /** What all have read. */
  const prune = (audience: number): void =>
    void sql.exec(
      `DELETE FROM touched WHERE audience = ?1
         AND n <= coalesce((SELECT min(seen) FROM listeners WHERE audience = ?1 AND seen IS NOT NULL), n)`,
      audience,
    );
  const listener = (sync: number): Listener | undefined =>
    sql.exec<Listener & Row>("SELECT sync, audience, seen FROM listeners WHERE sync = ?", sync).toArray()[0];
  return {
    /** In the order in which whoever reads it should hear of them. */
    touch(audience: number, person: number): void {
      if (!audiences.has(audience)) return;
      sql.exec("INSERT OR REPLACE INTO touched (audience, person) VALUES (?, ?)", audience, person);
      untold.add(audience);
    },
    /** Its listeners are to look. */
    announce(audience: number): void {
      if (audiences.has(audience)) untold.add(audience);
    },
    untold: (): number[] => [...untold],
    told: (audience: number): void => void untold.delete(audience),
    of: (audience: number): number[] => all().flatMap((one) => (one.audience === audience ? [one.sync] : [])),
    /** Begins to listen, or begins anew. Returns the number that `read` goes on from; null where the audience is not ready. */
    begin(sync: number, audience: number, isReady: boolean): number | null {
      // Where all was read and is gone it is too low: that reads a little too much.
      const last = sql.exec<{ n: number }>("SELECT coalesce(max(n), 0) AS n FROM touched").one().n;
      const seen = isReady ? last : null;
      sql.exec("INSERT OR REPLACE INTO listeners VALUES (?, ?, ?)", sync, audience, seen);
      changed();
      return seen;
    },
    /** Whoever was touched after this number, the oldest first; what came before is dealt with. Null: it does not listen. */
    read(sync: number, after: number, limit: number): Touched[] | null {
      const known = listener(sync);
      if (known === undefined || known.seen === null) return null;
      if (after > known.seen) {
        sql.exec("UPDATE listeners SET seen = ? WHERE sync = ?", after, sync);
        prune(known.audience);
      }
      return sql
        .exec<{ n: number; person: number; isMember: number }>(
          `SELECT t.n, t.person, m.since IS NOT NULL AS isMember FROM touched t
           LEFT JOIN members m ON m.audience = t.audience AND m.person = t.person
           WHERE t.audience = ? AND t.n > ? ORDER BY t.n LIMIT ?`,
          known.audience,
          after,
          limit,
        )
        .toArray()
        .map((row) => ({ ...row, isMember: row.isMember === 1 }));
    },
    /** How many were touched after this number. */
    behind(sync: number, after: number): number {
      const known = listener(sync);
      if (known === undefined) return 0;
      return sql
        .exec<{ n: number }>("SELECT count(*) AS n FROM touched WHERE audience = ? AND n > ?", known.audience, after)
        .one().n;
    },
    end(sync: number): void {
      sql.exec("DELETE FROM listeners WHERE sync = ?", sync);
      changed();
    },
    /** They were erased: whoever listens hears of that in another way. */
    forgetPeople(actors: readonly number[]): void {
      sql.exec("DELETE FROM touched WHERE person IN (SELECT value FROM json_each(?))", JSON.stringify(actors));
    },
    /** The audience was deleted; its listeners find that out when they are told. */
    forgetAudience(audience: number): void {
      sql.exec("DELETE FROM touched WHERE audience = ?", audience);
      if (audiences.has(audience)) untold.add(audience);
    },
  };
}
export type Listeners = ReturnType<typeof openListeners>;

type Row = Record<string, SqlStorageValue>;
