/** A failure D1 documents: its text, and whether the transaction had taken place when it came. */
export interface Fault {
  message: string;
  applied: boolean;
}

/** One of each error class of Cloudflare's list (https://developers.cloudflare.com/d1/observability/debug-d1/). */
export const D1_FAULTS: Fault[] = [
  { message: "D1_ERROR: Network connection lost.", applied: true },
  { message: "D1_ERROR: Network connection lost.", applied: false },
  { message: "D1_ERROR: storage caused object to be reset.", applied: true },
  { message: "D1_ERROR: D1 DB reset because its code was updated.", applied: false },
  { message: "D1_ERROR: Replica disconnected from primary.", applied: true },
  { message: "D1_ERROR: Internal error while starting up D1 DB storage caused object to be reset.", applied: false },
  { message: "D1_ERROR: Internal error in D1 DB storage.", applied: true },
  { message: "D1_ERROR: D1 DB is overloaded. Requests queued for too long.", applied: false },
  { message: "D1_ERROR: D1 DB is overloaded. Too many requests queued.", applied: false },
  { message: "D1_ERROR: Cannot resolve D1 DB due to transient issue on remote node.", applied: false },
  { message: "D1_ERROR: Exceeded maximum DB size.", applied: false },
];

/** The real database, except that its next transactions fail as `next` says. */
export function faultyDb(db: D1Database, next: () => Fault | null): D1Database {
  return new Proxy(db, {
    get(target, property) {
      if (property !== "batch") {
        const value: unknown = Reflect.get(target, property, target);
        return typeof value === "function" ? value.bind(target) : value;
      }
      return async (statements: D1PreparedStatement[]) => {
        const fault = next();
        if (!fault) return target.batch(statements);
        if (fault.applied) await target.batch(statements);
        throw new Error(fault.message);
      };
    },
  });
}
