import type { ChangeCause } from "#core/audience.ts";
import { HOUR_MS } from "#core/clock.ts";
import type { Listeners } from "#audiences/listeners.ts";

/** Somebody who is or was in an audience. */
export interface MemberRow {
  audience: number;
  person: number;
  /** ms since when; null: not now. */
  since: number | null;
  /** How often they have entered. */
  entry: number;
}

/** Somebody entered or left. */
export interface Change {
  id: number;
  person: number;
  change: "entered" | "left";
  /** ms */
  at: number;
  because: ChangeCause;
  /** The event that made it so. */
  messageId: string | null;
}

export interface SizePoint {
  /** ms, the start of an hour */
  at: number;
  size: number;
  entered: number;
  left: number;
}

const TABLES = `
  CREATE TABLE IF NOT EXISTS members (
    audience INTEGER NOT NULL, person INTEGER NOT NULL, since INTEGER, entry INTEGER NOT NULL,
    PRIMARY KEY (audience, person)) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS members_person ON members (person);
  CREATE TABLE IF NOT EXISTS due (
    audience INTEGER NOT NULL, person INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (audience, person)) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS due_at ON due (at);
  CREATE INDEX IF NOT EXISTS due_person ON due (person);
  CREATE TABLE IF NOT EXISTS changes (
    id INTEGER PRIMARY KEY AUTOINCREMENT, audience INTEGER NOT NULL, person INTEGER NOT NULL, change TEXT NOT NULL,
    at INTEGER NOT NULL, because TEXT NOT NULL, message_id TEXT);
  CREATE INDEX IF NOT EXISTS changes_audience ON changes (audience, id);
  CREATE TABLE IF NOT EXISTS sizes (
    audience INTEGER NOT NULL, hour INTEGER NOT NULL, size INTEGER NOT NULL, entered INTEGER NOT NULL, gone INTEGER NOT NULL,
    PRIMARY KEY (audience, hour)) WITHOUT ROWID;
`;

/** How long changes are remembered. */
const CHANGES_KEPT_MS = 90 * 24 * HOUR_MS;
const POINTS_SHOWN = 24 * 400;

const json = (list: readonly number[]): string => JSON.stringify(list);
const IN = "IN (SELECT value FROM json_each(?1))";

/** Who is in which audience, since when, until when at least, and how that came about. */
export function openMembers(sql: SqlStorage, listeners: Listeners) {
  sql.exec(TABLES);
  const numbers = (text: string, ...bound: SqlStorageValue[]): number[] =>
    sql
      .exec<{ n: number }>(text, ...bound)
      .toArray()
      .map(({ n }) => n);
  return {
    /** Rows of any of these actors: also of such as stood for a person once. */
    rowsOf: (actors: readonly number[]): MemberRow[] =>
      sql
        .exec<MemberRow & Row>(`SELECT audience, person, since, entry FROM members WHERE person ${IN}`, json(actors))
        .toArray(),
    set({ audience, person, since, entry }: MemberRow): void {
      sql.exec("INSERT OR REPLACE INTO members VALUES (?, ?, ?, ?)", audience, person, since, entry);
      listeners.touch(audience, person);
    },
    /** Members by number. */
    page: (audience: number, after: number, limit: number): { person: number; since: number; entry: number }[] =>
      sql
        .exec<{ person: number; since: number; entry: number }>(
          `SELECT person, since, entry FROM members WHERE audience = ? AND person > ? AND since IS NOT NULL
           ORDER BY person LIMIT ?`,
          audience,
          after,
          limit,
        )
        .toArray(),
    audiencesOf: (actors: readonly number[]): number[] =>
      numbers(
        `SELECT DISTINCT audience AS n FROM members WHERE person ${IN} AND since IS NOT NULL ORDER BY 1`,
        json(actors),
      ),

    dueOf: (audience: number, person: number): number | null =>
      numbers("SELECT at AS n FROM due WHERE audience = ? AND person = ?", audience, person)[0] ?? null,
    setDue(audience: number, person: number, at: number | null): void {
      if (at === null) sql.exec("DELETE FROM due WHERE audience = ? AND person = ?", audience, person);
      else sql.exec("INSERT OR REPLACE INTO due VALUES (?, ?, ?)", audience, person, at);
    },
    dueBy: (now: number, limit: number): { audience: number; person: number }[] =>
      sql
        .exec<{ audience: number; person: number }>(
          "SELECT audience, person FROM due WHERE at <= ? ORDER BY at LIMIT ?",
          now,
          limit,
        )
        .toArray(),
    firstDue: (): number | null => numbers("SELECT at AS n FROM due ORDER BY at LIMIT 1")[0] ?? null,

    /** One row an hour, however much happens in it. */
    addChange(audience: number, change: Omit<Change, "id">): void {
      const { person, at, because, messageId } = change;
      sql.exec(
        "INSERT INTO changes (audience, person, change, at, because, message_id) VALUES (?, ?, ?, ?, ?, ?)",
        audience,
        person,
        change.change,
        at,
        because,
        messageId,
      );
    },
    changes: (audience: number, before: number, limit: number): Change[] =>
      sql
        .exec<Change & Row>(
          `SELECT id, person, change, at, because, message_id AS messageId FROM changes
           WHERE audience = ? AND id < ? ORDER BY id DESC LIMIT ?`,
          audience,
          before,
          limit,
        )
        .toArray(),
    addSize(audience: number, now: number, size: number, { entered, left }: { entered: number; left: number }): void {
      sql.exec(
        `INSERT INTO sizes VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (audience, hour) DO UPDATE SET
           size = excluded.size, entered = entered + excluded.entered, gone = gone + excluded.gone`,
        audience,
        Math.floor(now / HOUR_MS),
        size,
        entered,
        left,
      );
    },
    /** The newest points, oldest first. */
    sizes: (audience: number): SizePoint[] =>
      sql
        .exec<{ hour: number; size: number; entered: number; gone: number }>(
          "SELECT hour, size, entered, gone FROM sizes WHERE audience = ? ORDER BY hour DESC LIMIT ?",
          audience,
          POINTS_SHOWN,
        )
        .toArray()
        .toReversed()
        .map(({ hour, size, entered, gone }) => ({ at: hour * HOUR_MS, size, entered, left: gone })),
    trim(now: number): void {
      sql.exec("DELETE FROM changes WHERE at < ?", now - CHANGES_KEPT_MS);
      sql.exec("DELETE FROM sizes WHERE hour < ?", Math.floor(now / HOUR_MS) - POINTS_SHOWN);
    },
    /** The audience was deleted. */
    forgetAudience(audience: number): void {
      for (const table of ["members", "due", "changes", "sizes"]) {
        sql.exec(`DELETE FROM ${table} WHERE audience = ?`, audience);
      }
      listeners.forgetAudience(audience);
    },
    forgetDue(audience: number): void {
      sql.exec("DELETE FROM due WHERE audience = ?", audience);
    },
    /** They were erased. Says which audiences they were in, one entry each time. */
    forgetPeople(actors: readonly number[]): number[] {
      const these = json(actors);
      const left = numbers(`SELECT audience AS n FROM members WHERE person ${IN} AND since IS NOT NULL`, these);
      for (const table of ["members", "due", "changes"]) sql.exec(`DELETE FROM ${table} WHERE person ${IN}`, these);
      listeners.forgetPeople(actors);
      return left;
    },
    /** A due moment of somebody who is no person any more. */
    dropDueOf(actors: readonly number[]): void {
      sql.exec(`DELETE FROM due WHERE person ${IN}`, json(actors));
    },
  };
}
export type Members = ReturnType<typeof openMembers>;

type Row = Record<string, SqlStorageValue>;
