/** Thrown where an object dies: nothing of it runs on. */
export class Crash extends Error {}

/**
 * Counts the steps of a Messenger and kills it at one of them. A step is whatever could be the last thing it does: a statement,
 * the end of a transaction, setting an alarm, asking the house, calling a channel.
 */
export function createExecutioner() {
  let left = Number.POSITIVE_INFINITY;
  let abort: (() => void) | null = null;
  let isDead = false;
  let taken = 0;
  return {
    /** The object dies at the n-th step from now. */
    killAt(steps: number) {
      left = steps;
      isDead = false;
    },
    spare() {
      left = Number.POSITIVE_INFINITY;
      isDead = false;
    },
    steps: () => taken,
    isDead: () => isDead,
    /** How the object that lives now is ended. */
    onDeath(end: () => void) {
      abort = end;
    },
    step() {
      // What is dead does nothing any more, wherever its code still runs.
      if (isDead) throw new Crash("dead");
      taken += 1;
      left -= 1;
      if (left > 0) return;
      isDead = true;
      abort?.();
      throw new Crash("killed");
    },
  };
}

export type Executioner = ReturnType<typeof createExecutioner>;

/** Storage that may end before or after anything it is asked for. */
export function mortalStorage(real: DurableObjectStorage, { step }: Executioner): DurableObjectStorage {
  const around =
    <Given extends unknown[], Result>(work: (...given: Given) => Result) =>
    (...given: Given): Result => {
      step();
      const result = work(...given);
      step();
      return result;
    };
  const sql = new Proxy(real.sql, {
    get: (target, name) => (name === "exec" ? around(target.exec.bind(target)) : Reflect.get(target, name, target)),
  });
  return new Proxy(real, {
    get(target, name) {
      if (name === "sql") return sql;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? around((value as (...given: unknown[]) => unknown).bind(target)) : value;
    },
  });
}
