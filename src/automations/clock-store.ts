export const CLOCK_TABLES = `
  CREATE TABLE IF NOT EXISTS clocks (
    automation INTEGER PRIMARY KEY,
    -- What it was set by: another trigger or another zone sets it anew.
    setting TEXT NOT NULL, next_at INTEGER NOT NULL, spoke_at INTEGER);
`;

/** When an automation that is about nobody is due. */
export interface Clock {
  automation: number;
  setting: string;
  nextAt: number;
  /** When it last acted (ms), or null. */
  spokeAt: number | null;
}

const COLUMNS = "automation, setting, next_at AS nextAt, spoke_at AS spokeAt";

export function openClockStore({ sql }: DurableObjectStorage) {
  const rows = (query: string, ...bound: SqlStorageValue[]): Clock[] =>
    sql.exec(query, ...bound).toArray() as unknown as Clock[];
  return {
    all: (): Clock[] => rows(`SELECT ${COLUMNS} FROM clocks`),
    due: (now: number): Clock[] => rows(`SELECT ${COLUMNS} FROM clocks WHERE next_at <= ? ORDER BY next_at`, now),
    next: (): number | null => sql.exec<{ at: number | null }>("SELECT min(next_at) AS at FROM clocks").one().at,
    set({ automation, setting, nextAt, spokeAt }: Clock): void {
      sql.exec(
        "INSERT OR REPLACE INTO clocks (automation, setting, next_at, spoke_at) VALUES (?, ?, ?, ?)",
        automation,
        setting,
        nextAt,
        spokeAt,
      );
    },
    remove: (automation: number): void => void sql.exec("DELETE FROM clocks WHERE automation = ?", automation),
  };
}

export type ClockStore = ReturnType<typeof openClockStore>;
