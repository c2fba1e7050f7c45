import { type Clock, SECOND_MS } from "#core/clock.ts";
import { log, reasonOf } from "#core/log.ts";
import { addOperations } from "#core/add-operations.ts";
import { type OperationCounts, sumCounts } from "#core/operation-counts.ts";

/** An isolate that dies loses what it counted since; a write each time would cost more than most of what is counted. */
const WRITE_EVERY_MS = 30 * SECOND_MS;
const SOON_MS = 2 * SECOND_MS;

/** What an isolate counts in memory until it is written down. */
export interface Meter {
  add(name: string, n?: number): void;
  /** Is there something, and was the last writing long enough ago? */
  isDue(): boolean;
  /** Writes down all that was counted. Never throws; what could not be written is kept for the next time. */
  write(db: D1Database): Promise<void>;
  /** The same in two seconds, so that what belongs together is counted by then. Only the first that asks does it. */
  writeSoon(db: D1Database): Promise<void>;
}

/** Counts operations of an isolate: calls, rows and requests that no transaction of their own could count. */
export function createMeter(clock: Clock): Meter {
  let counts: Record<string, number> = {};
  let writtenAt = Number.NEGATIVE_INFINITY;
  const write: Meter["write"] = async (db) => {
    if (Object.keys(counts).length === 0) return;
    writtenAt = clock();
    const taken: OperationCounts = counts;
    counts = {};
    try {
      // This writing is a row, too.
      await addOperations(db, sumCounts([taken, { "rows.written": 1 }]), writtenAt).run();
    } catch (error) {
      log("warn", "operations_not_written", { reason: reasonOf(error) });
      counts = { ...sumCounts([taken, counts]) };
    }
  };
  return {
    add(name, n = 1) {
      if (n !== 0) counts[name] = (counts[name] ?? 0) + n;
    },
    isDue: () => clock() - writtenAt >= WRITE_EVERY_MS && Object.keys(counts).length > 0,
    write,
    async writeSoon(db) {
      writtenAt = clock();
      await scheduler.wait(SOON_MS);
      await write(db);
    },
  };
}
