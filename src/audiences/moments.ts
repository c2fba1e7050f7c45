import { countedName, propertyOf, type TrackedEvent } from "#core/event.ts";
import { type Json, type JsonObject, storableText } from "#core/json.ts";
import { MAX_NAME_LENGTH } from "#core/limits.ts";
import type { HistoryEvent, Needs } from "#core/history.ts";

/** An event with as much of it as audiences look at. Bots' are not kept. */
export interface MomentRow {
  actor: number;
  name: string;
  ts: number;
  seq: number;
  done: boolean;
  /** JSON object */
  props: string;
}

/** The name an event counts under, as the store keeps names. */
export const nameOf = (event: TrackedEvent): string => storableText(countedName(event).slice(0, MAX_NAME_LENGTH));

/** Is it something somebody did, rather than said of them? */
export const isDone = ({ type }: TrackedEvent): boolean => type === "track" || type === "page" || type === "screen";

export function momentOf(actor: number, seq: number, event: TrackedEvent, keys: Iterable<string>): MomentRow {
  const props: [string, Json][] = [];
  for (const key of keys) {
    const value = propertyOf(event, key);
    if (value !== undefined && value !== null) props.push([key, value]);
  }
  return {
    actor,
    name: nameOf(event),
    ts: event.timestamp,
    seq,
    done: isDone(event),
    props: JSON.stringify(Object.fromEntries(props)),
  };
}

/** The event that has just arrived, as filters see it. */
export const historyEventOf = (seq: number, event: TrackedEvent): HistoryEvent => ({
  ts: event.timestamp,
  seq,
  name: nameOf(event),
  done: isDone(event),
  property: (key) => propertyOf(event, key),
});

const TABLE = `
  CREATE TABLE IF NOT EXISTS moments (
    actor INTEGER NOT NULL, name TEXT NOT NULL, ts INTEGER NOT NULL, seq INTEGER NOT NULL, done INTEGER NOT NULL,
    props TEXT NOT NULL, PRIMARY KEY (actor, name, ts, seq)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS known (actor INTEGER PRIMARY KEY);
  CREATE TABLE IF NOT EXISTS horizons (name TEXT PRIMARY KEY, since INTEGER NOT NULL) WITHOUT ROWID;
`;

const MAX_TS = 8.64e15;
const storedTs = (ts: number): number => Math.trunc(Math.min(Math.max(ts, -MAX_TS), MAX_TS));
const rowEvent = (row: { ts: number; seq: number; name: string; done: number; props: string }): HistoryEvent => {
  let parsed: JsonObject | undefined;
  return {
    ts: row.ts,
    seq: row.seq,
    name: row.name,
    done: row.done === 1,
    property: (key) => {
      parsed ??= JSON.parse(row.props) as JsonObject;
      return Object.hasOwn(parsed, key) ? parsed[key] : undefined;
    },
  };
};

/** What people did, and who is known to have done anything at all. */
export function openMoments(sql: SqlStorage) {
  sql.exec(TABLE);
  const names = (actor: number) => namesOf(sql, actor);
  return {
    /** Once more does no harm: it is kept with the properties that are needed now. */
    keep({ actor, name, ts, seq, done, props }: MomentRow): void {
      sql.exec("INSERT OR REPLACE INTO moments VALUES (?, ?, ?, ?, ?, ?)", actor, name, ts, seq, done ? 1 : 0, props);
    },
    /** Theirs, as many as are needed, by time and then by arrival. */
    of(actors: readonly number[], needs: Pick<Needs, "any" | "names" | "from">): HistoryEvent[] {
      const from = storedTs(needs.from);
      const found: HistoryEvent[] = [];
      for (const actor of actors) {
        // A seek a name: what others look at, of the same people, is not gone through.
        for (const name of needs.any ? names(actor) : needs.names) {
          const rows = sql.exec<{ ts: number; seq: number; name: string; done: number; props: string }>(
            "SELECT ts, seq, name, done, props FROM moments WHERE actor = ? AND name = ? AND ts >= ?",
            actor,
            name,
            from,
          );
          for (const row of rows) found.push(rowEvent(row));
        }
      }
      return found.toSorted((a, b) => a.ts - b.ts || a.seq - b.seq);
    },
    names,
    /** Actors after this one who did something that is kept. */
    actorsAfter: (after: number, limit: number): number[] =>
      sql
        .exec<{ actor: number }>(
          "SELECT DISTINCT actor FROM moments WHERE actor > ? ORDER BY actor LIMIT ?",
          after,
          limit,
        )
        .toArray()
        .map(({ actor }) => actor),
    knownAfter: (after: number, limit: number): number[] =>
      sql
        .exec<{ actor: number }>("SELECT actor FROM known WHERE actor > ? ORDER BY actor LIMIT ?", after, limit)
        .toArray()
        .map(({ actor }) => actor),
    lastActor: (): number =>
      Math.max(
        0,
        ...sql
          .exec<{ n: number | null }>("SELECT max(actor) AS n FROM moments UNION ALL SELECT max(actor) FROM known")
          .toArray()
          .map(({ n }) => n ?? 0),
      ),
    know(actor: number): void {
      sql.exec("INSERT OR IGNORE INTO known (actor) VALUES (?)", actor);
    },
    isKnown: (actors: readonly number[]): boolean =>
      actors.some((actor) => sql.exec("SELECT 1 FROM known WHERE actor = ?", actor).toArray().length > 0),
    /** Nobody asks any more who there is. */
    forgetKnown: (): void => void sql.exec("DELETE FROM known"),
    /** Of these names only what happened since stays, of all others what happened since `others`. One pass. */
    prune(since: ReadonlyMap<string, number>, others: number): void {
      sql.exec("DELETE FROM horizons");
      for (const [name, from] of since) sql.exec("INSERT INTO horizons VALUES (?, ?)", name, storedTs(from));
      sql.exec(
        "DELETE FROM moments WHERE ts < coalesce((SELECT since FROM horizons h WHERE h.name = moments.name), ?)",
        storedTs(others),
      );
    },
    forget(actor: number): void {
      sql.exec("DELETE FROM moments WHERE actor = ?", actor);
      sql.exec("DELETE FROM known WHERE actor = ?", actor);
    },
  };
}
export type Moments = ReturnType<typeof openMoments>;

/** What this one did: from name to name, not through all of them. */
function namesOf(sql: SqlStorage, actor: number): string[] {
  const names: string[] = [];
  for (let last = ""; ;) {
    const [row] = sql
      .exec<{ name: string }>(
        "SELECT name FROM moments WHERE actor = ? AND name > ? ORDER BY name LIMIT 1",
        actor,
        last,
      )
      .toArray();
    if (!row) return names;
    names.push(row.name);
    last = row.name;
  }
}
