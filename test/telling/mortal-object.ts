import { runInDurableObject } from "cloudflare:test";
import { createExecutioner, ending, isCrash, type Life } from "../support/crash.ts";

interface Ringing {
  alarm(info?: { isRetry: boolean; retryCount: number }): Promise<void>;
}

/** An object that dies when an executioner says so, and whose alarm is rung by hand. */
export function mortalObject(stub: () => DurableObjectStub) {
  const executioner = createExecutioner();
  let life: Life = { step: () => undefined };
  let isRetry = false;
  const inside = <Result>(work: (instance: Ringing, state: DurableObjectState) => Promise<Result>): Promise<Result> =>
    runInDurableObject(stub(), (instance, state) => work(instance as unknown as Ringing, state));
  /** Null: it died. */
  const unlessDead = async <Result>(work: () => Promise<Result>): Promise<Result | null> => {
    const before = executioner.deaths();
    try {
      const result = await work();
      return executioner.deaths() === before ? result : null;
    } catch (error) {
      // The one that came before may not be buried yet: who calls it then hears of its death.
      if (!isCrash(error)) throw error;
      return null;
    }
  };
  return {
    executioner,
    /** Begins anew, with nothing in it. */
    async empty(): Promise<void> {
      await inside(async (_, { storage }) => {
        await storage.deleteAlarm();
        await storage.deleteAll();
      });
      await inside(async (_, state) => ending(state)()).catch((error: unknown) => {
        if (!isCrash(error)) throw error;
      });
    },
    /** How the instance of this moment asks whether it still lives. */
    life: () => life,
    born: (context: DurableObjectState) => void (life = executioner.born(ending(context))),
    /** When the alarm is set for; null: it isn't, or asking was the end. An alarm that failed rings again at once. */
    async alarmAt(now: number): Promise<number | null> {
      const at = await unlessDead(async () => ({ at: await inside((_, state) => state.storage.getAlarm()) }));
      if (at === null) return now;
      return isRetry ? now : at.at;
    },
    /** As the platform has it: the alarm is gone once it rings, and rings again where the handler didn't come to its end. */
    async ring(): Promise<void> {
      const done = await unlessDead(() =>
        inside(async (instance, state) => {
          if (!isRetry) await state.storage.deleteAlarm();
          await instance.alarm({ isRetry, retryCount: isRetry ? 1 : 0 });
          return true;
        }),
      );
      isRetry = done === null;
    },
  };
}

export type MortalObject = ReturnType<typeof mortalObject>;
