import type { Meter } from "#core/meter.ts";

type Method = (...args: unknown[]) => unknown;

/** `value` with `onCall` told of each method called on it, before the call, and given its result. */
function observed<T extends object>(value: T, onCall: (method: string, result: unknown) => unknown): T {
  return new Proxy(value, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key, target);
      if (typeof member !== "function" || typeof key !== "string") return member;
      // Not `member.apply`: on a stub every property is a call to the other side, `apply` too.
      return (...args: unknown[]) => onCall(key, Reflect.apply(member as Method, target, args));
    },
  });
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;
/** A stub is a function as far as `typeof` goes. */
const isStub = (value: unknown): value is object => isObject(value) || typeof value === "function";

/** The objects of a class, each call of one counted as `calls.<name>`. */
const meteredObjects = (objects: object, name: string, meter: Meter): object =>
  observed(objects, (method, result) =>
    method.startsWith("get") && isStub(result)
      ? observed(result, (_called, answer) => {
          meter.add(`calls.${name}`);
          return answer;
        })
      : result,
  );

/** A bucket: `bucket.writes` are Cloudflare's class A operations, `bucket.reads` class B; deleting is free. */
const BUCKET_OPERATIONS = new Map([
  ["put", "bucket.writes"],
  ["list", "bucket.writes"],
  ["createMultipartUpload", "bucket.writes"],
  ["get", "bucket.reads"],
  ["head", "bucket.reads"],
]);

const meteredBucket = (bucket: object, meter: Meter): object =>
  observed(bucket, (method, result) => {
    const name = BUCKET_OPERATIONS.get(method);
    if (name !== undefined) meter.add(name);
    return result;
  });

/** The real statement behind a metered one: a transaction takes only real ones. */
const real = new WeakMap<object, D1PreparedStatement>();

/**
 * The database, with rows counted where D1 says them: `all`, `run` and transactions. `first` and `raw` don't say, and are
 * left as they are: what they read is not counted.
 */
function meteredDatabase(db: D1Database, meter: Meter): D1Database {
  const count = ({ meta }: D1Result): void => {
    meter.add("rows.read", meta.rows_read);
    meter.add("rows.written", meta.rows_written);
  };
  const metered = (statement: D1PreparedStatement): D1PreparedStatement => {
    const proxy = new Proxy(statement, {
      get(target, key) {
        if (key === "bind") return (...values: unknown[]) => metered(target.bind(...values));
        const member: unknown = Reflect.get(target, key, target);
        if (typeof member !== "function") return member;
        if (key !== "all" && key !== "run")
          return (...args: unknown[]) => Reflect.apply(member as Method, target, args);
        return async () => {
          const result = await target[key]();
          count(result);
          return result;
        };
      },
    });
    real.set(proxy, statement);
    return proxy;
  };
  return new Proxy(db, {
    get(target, key) {
      if (key === "prepare") return (text: string) => metered(target.prepare(text));
      if (key === "batch")
        return async (statements: D1PreparedStatement[]) => {
          const results = await target.batch(statements.map((statement) => real.get(statement) ?? statement));
          for (const result of results) count(result);
          return results;
        };
      const member: unknown = Reflect.get(target, key, target);
      return typeof member === "function"
        ? (...args: unknown[]) => Reflect.apply(member as Method, target, args)
        : member;
    },
  });
}

const made = new WeakMap<object, { env: Env; meter: Meter }>();

/** The bindings, with a count of what is done through them. Made once for each that the runtime hands out. */
export function meteredEnv(env: Env, meter: Meter): Env {
  const before = made.get(env);
  if (before !== undefined) return before.env;
  const metered: Env = { ...env, DB: meteredDatabase(env.DB, meter) };
  for (const [name, binding] of Object.entries<unknown>({ ...env })) {
    if (!isObject(binding)) continue;
    if ("idFromName" in binding) Reflect.set(metered, name, meteredObjects(binding, name.toLowerCase(), meter));
    if ("createMultipartUpload" in binding) Reflect.set(metered, name, meteredBucket(binding, meter));
  }
  const entry = { env: metered, meter };
  made.set(env, entry);
  // Metered already: not again.
  made.set(metered, entry);
  return metered;
}

/** The meter behind metered bindings; null where they are the runtime's own. */
export const meterOf = (env: Env): Meter | null => made.get(env)?.meter ?? null;

/**
 * Counts rows that an object writes into its own storage (`rows.objects`) and alarms it sets (a row each), and has them
 * written down now and then. To be called before the object looks at its storage; gives the state it was given.
 */
export function meteredObject(ctx: DurableObjectState, env: Env, meter: Meter): DurableObjectState {
  const { storage } = ctx;
  const exec = storage.sql.exec.bind(storage.sql);
  const setAlarm = storage.setAlarm.bind(storage);
  const count = (name: string, n: number): void => {
    meter.add(name, n);
    if (meter.isDue()) ctx.waitUntil(meter.writeSoon(env.DB));
  };
  Object.defineProperty(storage.sql, "exec", {
    value: (text: string, ...bindings: unknown[]) => {
      const cursor = exec(text, ...bindings);
      // A statement that writes has done so when it comes back.
      if (cursor.rowsWritten > 0) count("rows.objects", cursor.rowsWritten);
      return cursor;
    },
  });
  Object.defineProperty(storage, "setAlarm", {
    value: (time: number | Date) => {
      meter.add("rows.objects");
      count("alarms", 1);
      return setAlarm(time);
    },
  });
  return ctx;
}
