import type { Arrivals, ArrivalsQuestion } from "#core/arrivals.ts";
import type { Clock } from "#core/clock.ts";
import type { TrackedEvent } from "#core/event.ts";
import type { Connection } from "#destinations/connection.ts";
import type { Destination } from "#destinations/contract.ts";

/** What a Sender needs of the house around it. */
export interface SenderHouse {
  clock: Clock;
  random: () => number;
  fetch: (request: Request) => Promise<Response>;
  /** Local development: this machine may be called. */
  local: boolean;
  /** The first pause after a failure, ms. */
  firstPauseMs: number;
  /** With its secrets open; null where it was deleted. */
  connection: (id: number) => Promise<Connection | null>;
  destination: (slug: string) => Promise<Destination | null>;
  /** Events after an arrival number, in order. */
  arrivals: (question: ArrivalsQuestion) => Promise<Arrivals>;
  /** Whole events by arrival number; erased ones are missing. */
  eventsAt: (seqs: readonly number[]) => Promise<Map<number, TrackedEvent>>;
  lastArrival: () => Promise<number>;
  /** Stops the connection until a person looks at it. */
  stop: (id: number, reason: string) => Promise<void>;
  /** Told after each batch what became of it; for the log and the counts. */
  sent?: (report: SentReport) => void;
}

/** One batch, or one retry of some. */
export interface SentReport {
  connection: number;
  subscription: number;
  kind: "live" | "replay" | "retry";
  delivered: number;
  rejected: number;
  retried: number;
  ms: number;
}
