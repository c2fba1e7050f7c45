/** What statements cost, as D1 says it. */
export interface Rows {
  /** Trips to the database. */
  trips: number;
  read: number;
  written: number;
}

/**
 * By who asked: "identity" for what was read or written on its own, "identity in store" for statements that identity made
 * and the store's transaction ran.
 */
export type RowCounts = Record<string, Rows>;

export const NO_ROWS: Rows = { trips: 0, read: 0, written: 0 };

/** Who made a statement, and the one D1 knows: a transaction may run statements of several. */
const made = new WeakMap<object, { by: string; statement: D1PreparedStatement }>();

/** The database, with a count of rows for each statement under the name of who uses it. `counts` is asked anew each time. */
export function countedDatabase(db: D1Database, by: string, counts: () => RowCounts): D1Database {
  const add = (name: string, trips: number, meta?: D1Meta) => {
    const before = counts()[name] ?? NO_ROWS;
    counts()[name] = {
      trips: before.trips + trips,
      read: before.read + (meta?.rows_read ?? 0),
      written: before.written + (meta?.rows_written ?? 0),
    };
  };
  const counted = (statement: D1PreparedStatement): D1PreparedStatement => {
    const proxy = new Proxy(statement, {
      get(target, key) {
        if (key === "bind") return (...values: unknown[]) => counted(target.bind(...values));
        // Neither says what it cost, so both are made of the one that does.
        if (key === "first") return async () => (await counted(target).all()).results[0] ?? null;
        if (key === "raw") return async () => (await counted(target).all()).results.map((row) => Object.values(row));
        if (key !== "all" && key !== "run") throw new TypeError(`${String(key)}() doesn't say what it cost`);
        return async () => {
          const result = await target[key]();
          add(by, 1, result.meta);
          return result;
        };
      },
    });
    made.set(proxy, { by, statement });
    return proxy;
  };
  return new Proxy(db, {
    get(target, key) {
      if (key === "prepare") return (text: string) => counted(target.prepare(text));
      if (key !== "batch") throw new TypeError(`${String(key)}() doesn't say what it cost`);
      return async (statements: D1PreparedStatement[]) => {
        const known = statements.map((statement) => made.get(statement) ?? { by, statement });
        const results = await target.batch(known.map(({ statement }) => statement));
        add(by, 1);
        for (const [index, maker] of known.entries()) {
          add(maker.by === by ? by : `${maker.by} in ${by}`, 0, results[index]?.meta);
        }
        return results;
      };
    },
  });
}
