import type { Counted } from "#operations/counted.ts";

/** A connection, as its Sender and its row say. Times in ms. */
export interface ConnectionReading {
  id: number;
  name: string;
  state: "connected" | "failing" | "paused" | "disabled" | "disconnected" | "unknown";
  /** Why it was stopped, or what it last failed with. */
  problem: string | null;
  failingSince: number | null;
  /** Events that were not sent yet and deliveries that wait for another try. */
  waiting: number;
  deadLetters: number;
  /** Deliveries in the last 24 hours, to the hour. */
  delivered: number;
  rejected: number;
}

export interface SourceReading {
  id: number;
  name: string;
  enabled: boolean;
}

/** Something that was stopped until a person looks at it. */
export interface Stopped {
  what: "list" | "automation";
  id: number;
  name: string;
  reason: string;
}

/** How the deployment is, all at one moment. */
export interface Reading {
  /** ms */
  now: number;
  counted: Counted;
  /** What waits in the queue now; null where the platform doesn't say. */
  queue: { messages: number; oldestMs: number | null } | null;
  /** Messages that could not be stored and were not replayed. */
  deadLetters: number;
  database: { bytes: number; limit: number; share: number };
  /** Bytes in the archive's bucket; 0 where there is none. */
  bucketBytes: number;
  connections: ConnectionReading[];
  /** Events that audiences have not looked at yet; null while there are none to keep. */
  audiencesBehind: number | null;
  /** Violations of the tracking plan in the last 24 hours, and events that it keeps aside. */
  plan: { violations: number; held: number; mostHeld: number };
  stopped: Stopped[];
  sources: SourceReading[];
}
