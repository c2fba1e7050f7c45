import { DAY_MS, HOUR_MS } from "#core/clock.ts";
import { hourOf } from "#automations/limits.ts";
import type { Message } from "#automations/channels.ts";
import type { StoredCause } from "#automations/firing-store.ts";
import type { SendingState, Wait } from "#automations/sending.ts";

export const SENDING_TABLES = `
  CREATE TABLE IF NOT EXISTS sendings (
    id INTEGER PRIMARY KEY AUTOINCREMENT, firing INTEGER NOT NULL, automation INTEGER NOT NULL, action INTEGER NOT NULL,
    state TEXT NOT NULL, wait TEXT, detail TEXT NOT NULL, at INTEGER NOT NULL,
    -- Tries, when the first was, and how often a person has asked for another round of them.
    attempts INTEGER NOT NULL DEFAULT 0, first_at INTEGER, round INTEGER NOT NULL DEFAULT 0,
    -- What goes out, the same at every try; kept while it is not done.
    message TEXT, idempotent INTEGER NOT NULL DEFAULT 0,
    UNIQUE (firing, action));
  CREATE INDEX IF NOT EXISTS sendings_due ON sendings (at) WHERE state = 'waiting';
  CREATE INDEX IF NOT EXISTS sendings_under_way ON sendings (id) WHERE state = 'sending';
  CREATE INDEX IF NOT EXISTS sendings_sent ON sendings (at) WHERE state = 'sent';
  CREATE INDEX IF NOT EXISTS sendings_of ON sendings (automation, at);
  CREATE TABLE IF NOT EXISTS messages (
    actor INTEGER NOT NULL, sending INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (actor, sending)) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS messages_at ON messages (at);
  CREATE TABLE IF NOT EXISTS sent_in_hour (
    automation INTEGER NOT NULL, hour INTEGER NOT NULL, n INTEGER NOT NULL DEFAULT 0, waiting INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (automation, hour)) WITHOUT ROWID;
`;

/** A sending that is due, with what its firing says. */
export interface Due {
  id: number;
  firing: number;
  automation: number;
  action: number;
  attempts: number;
  firstAt: number | null;
  round: number;
  message: Message | null;
  idempotent: boolean;
  /** When it happened, ms. */
  happenedAt: number;
  actors: number[];
  cause: StoredCause;
}

type DueRow = Omit<Due, "message" | "actors" | "cause" | "idempotent"> & {
  message: string | null;
  actors: string;
  cause: string;
  idempotent: number;
};

/** What is under way, and what became of it. Callers put several calls into one transaction. */
export function openSendingStore({ sql }: DurableObjectStorage) {
  /** A firing of which nothing has reached anybody, and nothing will: its people were not told. */
  const untell = (firing: number): void =>
    void sql.exec(
      `DELETE FROM told WHERE firing = ?1 AND automation = (SELECT automation FROM firings WHERE id = ?1)
         AND actor IN (SELECT actor FROM firing_actors WHERE firing = ?1) AND NOT EXISTS (
           SELECT 1 FROM sendings WHERE firing = ?1 AND state IN ('waiting', 'sending', 'sent', 'unknown'))`,
      firing,
    );

  return {
    /** Those that were under way when the object, or an alarm of it, died: sent again where the receiver tells a second one, else unknown. */
    recover(now: number): void {
      sql.exec(
        "UPDATE sendings SET state = 'waiting', wait = 'retry', detail = ?1, at = ?2 WHERE state = 'sending' AND idempotent = 1",
        DIED,
        now,
      );
      sql.exec(
        "UPDATE sendings SET state = 'unknown', detail = ?1, at = ?2, message = NULL WHERE state = 'sending'",
        DIED,
        now,
      );
    },
    due: (now: number, limit: number): Due[] =>
      sql
        .exec<DueRow & Record<string, SqlStorageValue>>(
          `SELECT s.id, s.firing, s.automation, s.action, s.attempts, s.first_at AS firstAt, s.round, s.message, s.idempotent,
             f.at AS happenedAt, f.actors, f.cause
           FROM sendings s JOIN firings f ON f.id = s.firing
           WHERE s.state = 'waiting' AND s.at <= ? ORDER BY s.at, s.id LIMIT ?`,
          now,
          limit,
        )
        .toArray()
        .map(({ message, actors, cause, idempotent, ...row }) => ({
          ...row,
          message: message === null ? null : (JSON.parse(message) as Message),
          actors: JSON.parse(actors) as number[],
          cause: JSON.parse(cause) as StoredCause,
          idempotent: idempotent === 1,
        })),
    nextDue: (): number | null =>
      sql.exec<{ at: number | null }>("SELECT min(at) AS at FROM sendings WHERE state = 'waiting'").one().at,
    isWaiting: (id: number): boolean =>
      sql.exec("SELECT 1 FROM sendings WHERE id = ? AND state = 'waiting'", id).toArray().length > 0,
    postpone: (id: number, wait: Wait, detail: string, at: number): void =>
      void sql.exec(
        "UPDATE sendings SET state = 'waiting', wait = ?, detail = ?, at = ? WHERE id = ?",
        wait,
        detail,
        at,
        id,
      ),
    /** After a failure; the day that it is tried for begins with the first one. */
    tryAgain: (id: number, reason: string, at: number, now: number): void =>
      void sql.exec(
        "UPDATE sendings SET state = 'waiting', wait = 'retry', detail = ?, at = ?, first_at = coalesce(first_at, ?) WHERE id = ?",
        reason,
        at,
        now,
        id,
      ),
    /** Written before the channel is called. */
    begin(id: number, message: Message, idempotent: boolean, now: number): void {
      sql.exec(
        `UPDATE sendings SET state = 'sending', wait = NULL, detail = '', at = ?1, attempts = attempts + 1,
           first_at = coalesce(first_at, ?1), message = ?2, idempotent = ?3 WHERE id = ?4`,
        now,
        JSON.stringify(message),
        idempotent ? 1 : 0,
        id,
      );
    },
    /** Written after the channel has answered, or where there is nothing to send. */
    end({ id, firing }: Pick<Due, "id" | "firing">, state: SendingState, detail: string, now: number): void {
      sql.exec(
        "UPDATE sendings SET state = ?, wait = NULL, detail = ?, at = ?, message = NULL WHERE id = ?",
        state,
        detail,
        now,
        id,
      );
      if (state === "sent" || state === "unknown") return;
      sql.exec("DELETE FROM messages WHERE sending = ?", id);
      untell(firing);
    },
    /** When messages went to a person in the last day, those of this sending left out. */
    messagesTo: (actors: readonly number[], besides: number, now: number): number[] =>
      sql
        .exec<{ at: number }>(
          `SELECT max(at) AS at FROM messages
           WHERE actor IN (SELECT value FROM json_each(?)) AND sending <> ? AND at > ? GROUP BY sending`,
          JSON.stringify(actors),
          besides,
          now - DAY_MS,
        )
        .toArray()
        .map(({ at }) => at),
    countMessage(actors: readonly number[], sending: number, now: number): void {
      sql.exec(
        "INSERT OR REPLACE INTO messages (actor, sending, at) SELECT value, ?, ? FROM json_each(?)",
        sending,
        now,
        JSON.stringify(actors),
      );
      sql.exec("DELETE FROM messages WHERE at <= ?", now - DAY_MS);
    },
    sentInHour: (automation: number, now: number): number =>
      sql
        .exec<{ n: number }>(
          "SELECT coalesce(sum(n), 0) AS n FROM sent_in_hour WHERE automation = ? AND hour = ?",
          automation,
          hourOf(now),
        )
        .one().n,
    countInHour(automation: number, now: number): void {
      sql.exec(
        "INSERT INTO sent_in_hour (automation, hour, n) VALUES (?, ?, 1) ON CONFLICT (automation, hour) DO UPDATE SET n = n + 1",
        automation,
        hourOf(now),
      );
      sql.exec("DELETE FROM sent_in_hour WHERE automation = ? AND hour < ?", automation, hourOf(now));
    },
    /** The hour (its start, ms) in which one more that is above the limit is likely to find room; it counts there as waiting. */
    roomIn(automation: number, perHour: number, now: number): number {
      const next = hourOf(now) + 1;
      const last = sql
        .exec<{ hour: number; waiting: number }>(
          "SELECT hour, waiting FROM sent_in_hour WHERE automation = ? AND hour >= ? ORDER BY hour DESC LIMIT 1",
          automation,
          next,
        )
        .toArray()[0];
      const hour = last === undefined ? next : last.waiting < perHour ? last.hour : last.hour + 1;
      sql.exec(
        `INSERT INTO sent_in_hour (automation, hour, waiting) VALUES (?, ?, 1)
         ON CONFLICT (automation, hour) DO UPDATE SET waiting = waiting + 1`,
        automation,
        hour,
      );
      return hour * HOUR_MS;
    },
  };
}

export const DIED = "the process died while it was under way";

export type SendingStore = ReturnType<typeof openSendingStore>;
