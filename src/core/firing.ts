import type { ChangeCause } from "#core/audience.ts";
import type { Finding } from "#core/finding.ts";
import type { JsonObject } from "#core/json.ts";
import type { Selector } from "#core/question.ts";

/** What made an automation act. */
export type FiringCause =
  | { kind: "entered" | "left"; audience: number; because: ChangeCause }
  | { kind: "event"; messageId: string; name: string; properties: JsonObject }
  | { kind: "alert"; value: number; before: number | null; label: string }
  | { kind: "schedule"; at: string }
  | { kind: "operation"; findings: Finding[] };

/**
 * One time that an automation acts. Written where it was decided, in the same transaction as that decision, and handed over
 * until it is taken; whoever takes it keeps `key`, so that it acts once however often it is handed over.
 */
export interface Firing {
  /** Unique: automation, person and number of the entry, or the event, or the period. */
  key: string;
  automation: number;
  /** Whom it is about: the actor ids of the person at that moment, the one that stands for them first; empty: nobody. */
  actors: number[];
  /** How often this person has entered by now; 1 is the first time. 0 where nobody enters anything. */
  entry: number;
  /** ms */
  at: number;
  cause: FiringCause;
}

/** What watches the store has to know of automations: which there are, and what each waits for. */
export interface WatchedTrigger {
  automation: number;
  when: { audience: number; change: "entered" | "left"; includePresent: boolean } | { event: Selector };
}
