export const CLOCK_TABLES = `
  CREATE TABLE IF NOT EXISTS clocks (
    automation INTEGER PRIMARY KEY,
    -- What it was set by: another trigger or another zone sets it anew.
    setting TEXT NOT NULL, next_at INTEGER NOT NULL, spoke_at INTEGER);
  -- What was said of the deployment and is not well again yet.
  CREATE TABLE IF NOT EXISTS told_findings (
    automation INTEGER NOT NULL, finding TEXT NOT NULL, PRIMARY KEY (automation, finding)) WITHOUT ROWID;
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
    remove(automation: number): void {
      sql.exec("DELETE FROM clocks WHERE automation = ?", automation);
      sql.exec("DELETE FROM told_findings WHERE automation = ?", automation);
    },
    toldFindings: (automation: number): Set<string> =>
      new Set(
        sql
          .exec<{ finding: string }>("SELECT finding FROM told_findings WHERE automation = ?", automation)
          .toArray()
          .map(({ finding }) => finding),
      ),
    /** These are not well now; whatever else was told is well again, and would be told anew. */
    setTold(automation: number, findings: readonly string[]): void {
      sql.exec("DELETE FROM told_findings WHERE automation = ?", automation);
      sql.exec(
        "INSERT OR IGNORE INTO told_findings (automation, finding) SELECT ?, value FROM json_each(?)",
        automation,
        JSON.stringify(findings),
      );
    },
  };
}

export type ClockStore = ReturnType<typeof openClockStore>;
