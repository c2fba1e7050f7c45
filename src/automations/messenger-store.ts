import { CLOCK_TABLES, openClockStore } from "#automations/clock-store.ts";
import { FIRING_TABLES, openFiringStore } from "#automations/firing-store.ts";
import { openLogStore } from "#automations/log-store.ts";
import { openSendingStore, SENDING_TABLES } from "#automations/sending-store.ts";

/** The Messenger's storage: firings, what they send, clocks, and the log that is read of them. */
export function openMessengerStore(storage: DurableObjectStorage) {
  storage.sql.exec(FIRING_TABLES + SENDING_TABLES + CLOCK_TABLES);
  const clocks = openClockStore(storage);
  const sendings = openSendingStore(storage);
  return {
    firings: openFiringStore(storage),
    sendings,
    clocks,
    log: openLogStore(storage),
    /** All of it or nothing; nothing else runs in between. */
    transaction: <Result>(work: () => Result): Result => storage.transactionSync(work),
    /** Resolves when all that was written can't be lost any more. */
    flushed: (): Promise<void> => storage.sync(),
    /** When there is something to do next (ms); null: nothing is known of. */
    nextAt(): number | null {
      const times = [sendings.nextDue(), clocks.next()].filter((at) => at !== null);
      return times.length === 0 ? null : Math.min(...times);
    },
  };
}

export type MessengerStore = ReturnType<typeof openMessengerStore>;
