import type { Firing, FiringCause } from "#core/firing.ts";
import { DAY_MS } from "#core/clock.ts";
import { toldBefore } from "#automations/already-told.ts";
import { type Automation, isRunning } from "#automations/automation.ts";
import type { SendingState } from "#automations/sending.ts";

export const FIRING_TABLES = `
  CREATE TABLE IF NOT EXISTS firings (
    id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, automation INTEGER NOT NULL, at INTEGER NOT NULL,
    actors TEXT NOT NULL, cause TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS firings_of ON firings (automation, id);
  CREATE INDEX IF NOT EXISTS firings_at ON firings (at);
  CREATE TABLE IF NOT EXISTS firing_actors (
    actor INTEGER NOT NULL, firing INTEGER NOT NULL, PRIMARY KEY (actor, firing)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS told (
    automation INTEGER NOT NULL, actor INTEGER NOT NULL, firing INTEGER NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (automation, actor, firing)) WITHOUT ROWID;
`;

/** How long the log goes back. Who was told is kept for ever; of a firing as old as this nobody is told. */
export const LOG_KEPT_MS = 180 * DAY_MS;

/** What the Messenger itself has to say to the team. */
export interface Notice {
  kind: "notice";
  subject: string;
  text: string;
}
export type StoredCause = FiringCause | Notice;

/** The place of a notice among the actions of an automation. */
export const NOTICE = -1;

/** Firings as they were handed over, and who was told: each firing once, whatever becomes of whoever hands it over. */
export function openFiringStore({ sql }: DurableObjectStorage) {
  const insert = (key: string, automation: number, at: number, actors: readonly number[], cause: StoredCause) =>
    sql
      .exec<{ id: number }>(
        "INSERT OR IGNORE INTO firings (key, automation, at, actors, cause) VALUES (?, ?, ?, ?, ?) RETURNING id",
        key,
        automation,
        at,
        JSON.stringify(actors),
        JSON.stringify(cause),
      )
      .toArray()[0]?.id;

  const insertSending = (
    firing: number,
    automation: number,
    action: number,
    state: SendingState,
    detail: string,
    at: number,
  ) =>
    sql.exec(
      "INSERT INTO sendings (firing, automation, action, state, detail, at) VALUES (?, ?, ?, ?, ?, ?)",
      firing,
      automation,
      action,
      state,
      detail,
      at,
    );

  const toldOf = (automation: number, actors: readonly number[]) =>
    sql
      .exec<{ firing: number; at: number }>(
        "SELECT firing, at FROM told WHERE automation = ? AND actor IN (SELECT value FROM json_each(?))",
        automation,
        JSON.stringify(actors),
      )
      .toArray();

  const setTold = (automation: number, actors: readonly number[], firing: number, at: number): void =>
    void sql.exec(
      "INSERT OR IGNORE INTO told (automation, actor, firing, at) SELECT ?, value, ?, ? FROM json_each(?)",
      automation,
      firing,
      at,
      JSON.stringify(actors),
    );

  /** Has the log this person's "already told" of an event? One is enough: an event may happen a thousand times. */
  const isToldLogged = (automation: number, actors: readonly number[]): boolean =>
    sql
      .exec(
        `SELECT 1 FROM firing_actors a JOIN sendings s ON s.firing = a.firing
         WHERE a.actor IN (SELECT value FROM json_each(?)) AND s.automation = ? AND s.state = 'told_before' LIMIT 1`,
        JSON.stringify(actors),
        automation,
      )
      .toArray().length > 0;

  return {
    toldOf,
    setTold,
    /** Takes a firing, in a transaction of the caller's: a key that is known changes nothing. */
    accept({ key, at, actors, cause }: Firing, automation: Automation, now: number): void {
      if (at < now - LOG_KEPT_MS) return;
      const { id, definition } = automation;
      const told = toldBefore(toldOf(id, actors), { id: Number.MAX_SAFE_INTEGER, at, cause }, definition.again);
      if (told !== null && cause.kind === "event" && isToldLogged(id, actors)) return;
      const firing = insert(key, id, at, actors, cause);
      if (firing === undefined) return;
      sql.exec(
        "INSERT OR IGNORE INTO firing_actors (actor, firing) SELECT value, ? FROM json_each(?)",
        firing,
        JSON.stringify(actors),
      );
      const running = isRunning(automation);
      const state = told !== null ? "told_before" : running ? "waiting" : "switched_off";
      const detail = told === null ? "" : new Date(told).toISOString();
      for (const action of definition.do.keys()) insertSending(firing, id, action, state, detail, now);
      if (state === "waiting") setTold(id, actors, firing, at);
    },
    /** Something to tell the team, once for each key. */
    notice(key: string, automation: number, notice: Omit<Notice, "kind">, now: number): void {
      const firing = insert(key, automation, now, [], { kind: "notice", ...notice });
      if (firing !== undefined) insertSending(firing, automation, NOTICE, "waiting", "", now);
    },
  };
}

export type FiringStore = ReturnType<typeof openFiringStore>;
