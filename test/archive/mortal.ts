import { Crash } from "../support/crash.ts";

/** Whether whoever moves and removes still lives: each look could be the last. */
export interface Executioner {
  step(): void | Promise<void>;
}

/** Kills at the n-th step, or at random. */
export function executioner(isLast: (step: number) => boolean): Executioner {
  let taken = 0;
  let isDead = false;
  return {
    step() {
      if (isDead) throw new Crash("dead");
      taken += 1;
      if (!isLast(taken)) return;
      isDead = true;
      throw new Crash("killed");
    },
  };
}

/** Lives for ever; at the n-th step, somebody else does something. */
export function interrupted(at: number, happen: () => Promise<unknown>): Executioner & { happened(): boolean } {
  let taken = 0;
  return {
    async step() {
      taken += 1;
      if (taken === at) await happen();
    },
    happened: () => taken >= at,
  };
}

/** The same, except that it may die before or after anything that writes. */
function mortal<Real extends object>(real: Real, names: readonly string[], { step }: Executioner): Real {
  return new Proxy(real, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      const call = value.bind(target) as (...given: unknown[]) => unknown;
      if (!names.includes(String(name))) return call;
      return async (...given: unknown[]) => {
        await step();
        const result = await call(...given);
        await step();
        return result;
      };
    },
  });
}

export const mortalDb = (db: D1Database, life: Executioner): D1Database => mortal(db, ["batch"], life);
export const mortalBucket = (bucket: R2Bucket, life: Executioner): R2Bucket => mortal(bucket, ["put", "delete"], life);
