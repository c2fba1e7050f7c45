/** How far an audience is: its events are gathered, everybody is looked at, it is kept up to date, or it stays as it is. */
export type Stage = "events" | "people" | "live" | "frozen";

/** What the object knows of an audience besides its members. Times are ms. */
export interface AudienceState {
  audience: number;
  /** The definition it is computed by, and what else that depends on. */
  signature: string;
  stage: Stage;
  /** Gathering: arrival numbers up to `target`; `through` of them are done. */
  target: number;
  through: number;
  /** Looking at people: those up to this number are done. */
  after: number;
  size: number;
  computedAt: number | null;
  checkedAt: number | null;
  /** That the last check found. */
  differences: number;
  error: string | null;
}

/** Where the object is in what it follows. */
export interface Follow {
  /** Everything up to this arrival number is dealt with. */
  cursor: number;
  /** And changes of the person map up to this one. */
  moved: number;
  /** Of the table of audiences, as it was read last; -1: read it again. */
  version: number;
  /** Does it follow at all? */
  watching: boolean;
  /** Parts of all actors that were asked for who did anything, and how many parts there are; null: nobody has to know. */
  known: { part: number; parts: number } | null;
  /** ms; when everything is checked next. */
  checkAt: number;
}

const START: Follow = { cursor: 0, moved: 0, version: -1, watching: false, known: null, checkAt: 0 };

const TABLE = `
  CREATE TABLE IF NOT EXISTS states (audience INTEGER PRIMARY KEY, state TEXT NOT NULL);
`;

export function openStates(storage: DurableObjectStorage) {
  const { sql } = storage;
  sql.exec(TABLE);
  let follow = storage.kv.get<Follow>("follow") ?? START;
  const states = new Map(
    sql
      .exec<{ audience: number; state: string }>("SELECT audience, state FROM states ORDER BY audience")
      .toArray()
      .map(({ audience, state }) => [audience, JSON.parse(state) as AudienceState]),
  );
  return {
    follow: () => follow,
    setFollow(change: Partial<Follow>): void {
      const next = { ...follow, ...change };
      storage.kv.put("follow", next);
      follow = next;
    },
    all: (): readonly AudienceState[] => [...states.values()],
    of: (audience: number): AudienceState | null => states.get(audience) ?? null,
    set(state: AudienceState): void {
      sql.exec("INSERT OR REPLACE INTO states VALUES (?, ?)", state.audience, JSON.stringify(state));
      states.set(state.audience, state);
    },
    change(audience: number, change: Partial<AudienceState>): void {
      const state = states.get(audience);
      if (state) this.set({ ...state, ...change });
    },
    forget(audience: number): void {
      sql.exec("DELETE FROM states WHERE audience = ?", audience);
      states.delete(audience);
    },
  };
}
export type States = ReturnType<typeof openStates>;
