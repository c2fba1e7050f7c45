/** What questions cost in D1. */
export interface D1Use {
  trips: number;
  /** ms in which at least one trip was under way. */
  ms: number;
  /** Where rows were counted: as D1 says it, and how long SQLite took for them (ms). */
  rowsRead: number;
  sqlMs: number;
}
export const noUse = (): D1Use => ({ trips: 0, ms: 0, rowsRead: 0, sqlMs: 0 });

/**
 * The database, with a note of each trip in `use`. With `counting` every statement runs once more for its `meta`, which
 * raw() and first() don't tell; times are then of no use.
 */
export function measuredDatabase(db: D1Database, use: D1Use, counting: boolean): D1Database {
  let underWay = 0;
  let since = 0;
  const trip = async <T>(run: () => Promise<T>): Promise<T> => {
    use.trips += 1;
    if (underWay === 0) since = performance.now();
    underWay += 1;
    try {
      return await run();
    } finally {
      underWay -= 1;
      if (underWay === 0) use.ms += performance.now() - since;
    }
  };
  const count = async (statements: D1PreparedStatement[]): Promise<void> => {
    if (!counting) return;
    for (const { meta } of await db.batch(statements)) {
      use.rowsRead += meta.rows_read;
      use.sqlMs += meta.duration;
    }
  };
  const originals = new WeakMap<object, D1PreparedStatement>();
  const measured = (statement: D1PreparedStatement): D1PreparedStatement => {
    const proxy = new Proxy(statement, {
      get(target, key) {
        if (key === "bind") return (...values: unknown[]) => measured(target.bind(...values));
        const member: unknown = Reflect.get(target, key, target);
        if (typeof member !== "function") return member;
        return async (...args: unknown[]): Promise<unknown> => {
          await count([target]);
          return trip(() => Promise.resolve(Reflect.apply(member, target, args)));
        };
      },
    });
    originals.set(proxy, statement);
    return proxy;
  };
  return new Proxy(db, {
    get(target, key) {
      if (key === "prepare") return (text: string) => measured(target.prepare(text));
      if (key !== "batch") throw new TypeError(`a question calls ${String(key)}() of the database`);
      return async (statements: D1PreparedStatement[]) => {
        const known = statements.map((statement) => originals.get(statement) ?? statement);
        await count(known);
        return trip(() => target.batch(known));
      };
    },
  });
}
