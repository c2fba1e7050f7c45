import type { Clock } from "#core/clock.ts";
import type { TrackedEvent } from "#core/event.ts";
import type { Registry } from "#destinations/registry.ts";
import type { SenderReport } from "#destinations/sender-report.ts";
import type { DeadLetter, Replay } from "#destinations/sender-state.ts";
import type { TestResult } from "#destinations/test-result.ts";

/** What a connection's Sender can be asked from outside (src/destinations/sender.ts). */
export interface SenderCalls {
  begin(connection: number, cursor: number): Promise<void>;
  restart(): Promise<void>;
  wake(): Promise<void>;
  report(): Promise<SenderReport>;
  deadLetters(before: number, limit: number): Promise<DeadLetter[]>;
  replayDeadLetters(ids: number[] | null): Promise<number>;
  replays(): Promise<Replay[]>;
  startReplay(from: number, to: number, rate: number): Promise<Replay>;
  steerReplay(id: number, state: "running" | "paused" | "cancelled"): Promise<Replay | null>;
  noteTest(result: TestResult | null): Promise<void>;
  lastTest(): Promise<TestResult | null>;
  forgetErased(): Promise<void>;
  forget(): Promise<void>;
}

/** What the connection routes need of the house around them. */
export interface ConnectionsHouse {
  db: D1Database;
  clock: Clock;
  credentialsKey: string | undefined;
  registry: Registry;
  fetch: (request: Request) => Promise<Response>;
  local: boolean;
  sender: (connection: number) => SenderCalls;
  lastArrival: () => Promise<number>;
  /** The newest events, the newest last. */
  recentEvents: (limit: number) => Promise<{ seq: number; event: TrackedEvent }[]>;
  /** The newest event of this messageId, or null. */
  eventOf: (messageId: string) => Promise<{ seq: number; event: TrackedEvent } | null>;
  /** Which connections there are, or which of them run, has changed. */
  changed: () => void;
  /** Wakes the connection's Sender once every isolate knows that there is one. */
  wakeLater: (connection: number) => Promise<void>;
}
