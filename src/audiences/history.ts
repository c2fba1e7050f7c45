import type { Calendar } from "#core/calendar.ts";
import type { Json } from "#core/json.ts";

/** One event as questions see it (src/query/history.ts). */
export interface HistoryEvent {
  /** ms */
  ts: number;
  /** Arrival number: orders events of one millisecond. */
  seq: number;
  name: string;
  /** Did the person do it? Of a call that says something of them (identify, group, alias) false. */
  done: boolean;
  property(key: string): Json | undefined;
}

/** A person with the events that are needed of them, by time and then by arrival. */
export interface PersonHistory {
  id: string;
  /** Current value of a trait. */
  trait(key: string): Json | undefined;
  events: readonly HistoryEvent[];
}

/** What membership is decided with besides the person: what relative windows count from (ms), and whose days are meant. */
export interface Context {
  now: number;
  calendar: Calendar;
}

/** What of people's histories a definition looks at (src/query/needs.ts). */
export interface Needs {
  /** Everything people did. */
  any: boolean;
  names: string[];
  /** The events' time, ms, both inclusive; infinite where it looks at everything on that side. */
  from: number;
  to: number;
  properties: string[];
  traits: string[];
}

/** Nothing is known of this one. */
export const STRANGER: PersonHistory = { id: "", trait: () => undefined, events: [] };
