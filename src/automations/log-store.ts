import type { StoredCause } from "#automations/firing-store.ts";
import { LOG_KEPT_MS } from "#automations/firing-store.ts";
import { RETRIABLE, type SendingState, type SendingStatus } from "#automations/sending.ts";

/** A firing of the log, with what became of each of its actions. */
export interface LoggedFiring {
  id: number;
  at: number;
  actors: number[];
  cause: StoredCause;
  sendings: (SendingStatus & { id: number; firing: number; action: number })[];
}

export interface LogQuestion {
  automation: number;
  /** Firings about any of these; null: all. */
  actors: readonly number[] | null;
  /** Before this firing; null: the newest. */
  before: number | null;
  limit: number;
}

type FiringRow = { id: number; at: number; actors: string; cause: string };
type SendingRow = LoggedFiring["sendings"][number];

const RETRIABLE_LIST = RETRIABLE.map((state) => `'${state}'`).join(", ");

/** Reads what became of firings, and lets go of what nobody may see any more. */
export function openLogStore(storage: DurableObjectStorage) {
  const { sql } = storage;
  const drop = (firings: readonly number[]): void => {
    const these = JSON.stringify(firings);
    sql.exec(
      "DELETE FROM messages WHERE sending IN (SELECT id FROM sendings WHERE firing IN (SELECT value FROM json_each(?)))",
      these,
    );
    for (const table of ["sendings", "firing_actors"]) {
      sql.exec(`DELETE FROM ${table} WHERE firing IN (SELECT value FROM json_each(?))`, these);
    }
    sql.exec("DELETE FROM firings WHERE id IN (SELECT value FROM json_each(?))", these);
  };
  const ids = (query: string, ...bound: SqlStorageValue[]): number[] =>
    sql
      .exec<{ id: number }>(query, ...bound)
      .toArray()
      .map(({ id }) => id);

  return {
    /** The newest first. */
    read({ automation, actors, before, limit }: LogQuestion): LoggedFiring[] {
      const ofThem =
        actors === null
          ? ""
          : "AND id IN (SELECT firing FROM firing_actors WHERE actor IN (SELECT value FROM json_each(?4)))";
      const rows = sql
        .exec<FiringRow>(
          `SELECT id, at, actors, cause FROM firings WHERE automation = ?1 AND id < ?2 ${ofThem} ORDER BY id DESC LIMIT ?3`,
          automation,
          before ?? Number.MAX_SAFE_INTEGER,
          limit,
          ...(actors === null ? [] : [JSON.stringify(actors)]),
        )
        .toArray();
      const sendings = sql
        .exec(
          `SELECT id, firing, action, state, wait, detail, at FROM sendings
           WHERE firing IN (SELECT value FROM json_each(?)) ORDER BY firing, action`,
          JSON.stringify(rows.map(({ id }) => id)),
        )
        .toArray() as unknown as SendingRow[];
      const byFiring = Map.groupBy(sendings, ({ firing }) => firing);
      return rows.map(({ id, at, actors: of, cause }) => ({
        id,
        at,
        actors: JSON.parse(of) as number[],
        cause: JSON.parse(cause) as StoredCause,
        sendings: byFiring.get(id) ?? [],
      }));
    },
    /** How many sendings ended in each state since a moment (ms), and how many wait. */
    counts(automation: number, since: number): Partial<Record<SendingState, number>> {
      const rows = sql
        .exec<{ state: SendingState; n: number }>(
          `SELECT state, count(*) AS n FROM sendings
           WHERE automation = ?1 AND action >= 0 AND (at >= ?2 OR state IN ('waiting', 'sending')) GROUP BY state`,
          automation,
          since,
        )
        .toArray();
      return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
    },
    /** How many each automation has sent since a moment (ms). */
    sentSince: (since: number): { automation: number; sent: number }[] =>
      sql
        .exec<{ automation: number; sent: number }>(
          "SELECT automation, count(*) AS sent FROM sendings WHERE state = 'sent' AND action >= 0 AND at >= ? GROUP BY automation",
          since,
        )
        .toArray(),
    /** Makes ended ones wait again: one, or all that may. Says how many. */
    retry(automation: number, sending: number | null, now: number): number {
      return sql
        .exec(
          `UPDATE sendings SET state = 'waiting', wait = NULL, detail = '', at = ?1, attempts = 0, first_at = NULL, round = round + 1
           WHERE automation = ?2 AND (?3 IS NULL OR id = ?3) AND state IN (${RETRIABLE_LIST}) RETURNING id`,
          now,
          automation,
          sending,
        )
        .toArray().length;
    },
    /** Takes out what the log is too old for; who was told stays. */
    prune(now: number): void {
      // Events that come in again can't be told twice by it: a firing as old as this is not taken.
      drop(ids("SELECT id FROM firings WHERE at < ? ORDER BY at LIMIT 1000", now - LOG_KEPT_MS));
    },
    /** Somebody was erased: no row names any of their ids any more. */
    forgetActors(actors: readonly number[]): void {
      const these = JSON.stringify(actors);
      storage.transactionSync(() => {
        drop(
          ids("SELECT DISTINCT firing AS id FROM firing_actors WHERE actor IN (SELECT value FROM json_each(?))", these),
        );
        for (const table of ["told", "messages"]) {
          sql.exec(`DELETE FROM ${table} WHERE actor IN (SELECT value FROM json_each(?))`, these);
        }
      });
    },
    /** An automation was deleted. */
    forgetAutomation(automation: number): void {
      storage.transactionSync(() => {
        drop(ids("SELECT id FROM firings WHERE automation = ?", automation));
        for (const table of ["told", "sent_in_hour", "clocks"]) {
          sql.exec(`DELETE FROM ${table} WHERE automation = ?`, automation);
        }
      });
    },
  };
}

export type LogStore = ReturnType<typeof openLogStore>;
