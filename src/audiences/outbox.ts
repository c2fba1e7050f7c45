import type { Firing } from "#core/firing.ts";
import type { EntryTrigger } from "#audiences/watch.ts";

const TABLES = `
  CREATE TABLE IF NOT EXISTS outbox (key TEXT PRIMARY KEY, firing TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS present (automation INTEGER PRIMARY KEY, audience INTEGER NOT NULL, after INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS triggers (automation INTEGER PRIMARY KEY, wants TEXT NOT NULL);
`;

/** Everybody in an audience is told of, once, because an automation that asks for it was switched on. */
export interface Present {
  automation: number;
  audience: number;
  /** The last person that was told of. */
  after: number;
}

/** Firings that were not taken yet, in the transaction of what made them. */
export function openOutbox(sql: SqlStorage) {
  sql.exec(TABLES);
  return {
    add(firing: Firing): void {
      sql.exec("INSERT OR IGNORE INTO outbox VALUES (?, ?)", firing.key, JSON.stringify(firing));
    },
    first: (limit: number): Firing[] =>
      sql
        .exec<{ firing: string }>("SELECT firing FROM outbox LIMIT ?", limit)
        .toArray()
        .map(({ firing }) => JSON.parse(firing) as Firing),
    taken(keys: readonly string[]): void {
      sql.exec("DELETE FROM outbox WHERE key IN (SELECT value FROM json_each(?))", JSON.stringify(keys));
    },
    /** They were erased. */
    forgetPeople(actors: readonly number[]): void {
      sql.exec(
        `DELETE FROM outbox WHERE EXISTS (
           SELECT 1 FROM json_each(firing, '$.actors') a JOIN json_each(?) e ON e.value = a.value)`,
        JSON.stringify(actors),
      );
    },
    presents: (): Present[] => sql.exec<Row & Present>("SELECT automation, audience, after FROM present").toArray(),
    advance(automation: number, after: number | null): void {
      if (after === null) sql.exec("DELETE FROM present WHERE automation = ?", automation);
      else sql.exec("UPDATE present SET after = ? WHERE automation = ?", after, automation);
    },
    /** What automations wait for now; one that has begun to wait and asks for those who are there gets them. */
    setTriggers(entries: ReadonlyMap<number, readonly EntryTrigger[]>): void {
      const known = new Map(
        sql
          .exec<{ automation: number; wants: string }>("SELECT automation, wants FROM triggers")
          .toArray()
          .map(({ automation, wants }) => [automation, wants]),
      );
      for (const [audience, triggers] of entries) {
        for (const { automation, change, includePresent } of triggers) {
          const wants = JSON.stringify([audience, change, includePresent]);
          const before = known.get(automation);
          known.delete(automation);
          if (before === wants) continue;
          sql.exec("INSERT OR REPLACE INTO triggers VALUES (?, ?)", automation, wants);
          sql.exec("DELETE FROM present WHERE automation = ?", automation);
          if (change === "entered" && includePresent)
            sql.exec("INSERT INTO present VALUES (?, ?, 0)", automation, audience);
        }
      }
      for (const automation of known.keys()) {
        sql.exec("DELETE FROM triggers WHERE automation = ?", automation);
        sql.exec("DELETE FROM present WHERE automation = ?", automation);
      }
    },
  };
}
export type Outbox = ReturnType<typeof openOutbox>;

type Row = Record<string, SqlStorageValue>;
