/** Thrown where an object dies: nothing of it runs on. */
export class Crash extends Error {}

/** How one instance of an object asks whether it still lives. */
export interface Life {
  /** Something that could be the last thing it does. Throws where it was, or where it died before. `what` may name it. */
  step(what?: string): void;
}

/**
 * Counts the steps of an object and kills it at one of them. A step is whatever could be the last thing it does: a statement,
 * the end of a transaction, setting an alarm, asking the house, calling a channel.
 */
export function createExecutioner() {
  let left = Number.POSITIVE_INFINITY;
  let awaited: string | null = null;
  let deaths = 0;
  let taken = 0;
  let current = { isDead: false };
  return {
    /** The object dies at the n-th step from now, or at the next one of this name. */
    killAt(step: number | string) {
      [left, awaited] = typeof step === "number" ? [step, null] : [Number.POSITIVE_INFINITY, step];
    },
    spare() {
      left = Number.POSITIVE_INFINITY;
      awaited = null;
    },
    steps: () => taken,
    deaths: () => deaths,
    /** An instance begins, the one before is over; `end` is how it is ended. To be called in its constructor. */
    born(end: () => void): Life {
      current.isDead = true;
      const life = { isDead: false };
      current = life;
      return {
        step(what) {
          // What is dead does nothing any more, wherever its code still runs.
          if (life.isDead) throw new Crash("dead");
          taken += 1;
          left -= 1;
          if (left > 0 && (awaited === null || what !== awaited)) return;
          life.isDead = true;
          left = Number.POSITIVE_INFINITY;
          awaited = null;
          deaths += 1;
          end();
          throw new Crash("killed");
        },
      };
    },
  };
}

export type Executioner = ReturnType<typeof createExecutioner>;

/** Did it end because an object was killed? Whoever calls one hears of a death also from the platform. */
export const isCrash = (error: unknown): boolean => error instanceof Error && /crash|killed|dead/.test(error.message);

/** Ends an object as its machine would: at once, in the middle of whatever it is doing. */
export const ending = (context: DurableObjectState) => (): void => {
  try {
    context.abort("crash");
  } catch {
    // What abort throws ends the caller, and that is what is asked for.
  }
};

/** Storage that may end before or after anything it is asked for. */
export function mortalStorage(real: DurableObjectStorage, { step }: Life): DurableObjectStorage {
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
