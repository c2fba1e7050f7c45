import type { Clock } from "#core/clock.ts";
import type { ConnectionReading, Reading } from "#operations/reading.ts";

/** What operations needs of the other stages. What can't be reached is said as such and never fails the rest. */
export interface OperationsHouse {
  db: D1Database;
  clock: Clock;
  /** Has what this isolate counted written down. */
  writeCounts(): Promise<void>;
  database(): Promise<Reading["database"]>;
  bucketBytes(): Promise<number>;
  queue(): Promise<{ messages: number; oldestAt: number | null } | null>;
  connections(): Promise<ConnectionReading[]>;
  audiencesBehind(): Promise<number | null>;
  plan(): Promise<Reading["plan"]>;
}
