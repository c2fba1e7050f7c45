import type { Json } from "#core/json.ts";

/** One event as questions see it. `name` is the counted name; `property` gives a value by the name a question uses. */
export interface HistoryEvent {
  /** ms */
  ts: number;
  /** Arrival number: orders events of one millisecond. */
  seq: number;
  name: string;
  /** Did the person do it? Of a call that says something of them (identify, group, alias) false: it is no "any event". */
  done: boolean;
  property(key: string): Json | undefined;
}

/** A person with the events a question needs of them, by time and then by arrival. */
export interface PersonHistory {
  /** The person's label: `u:…` or `a:…`. */
  id: string;
  /** Current value of a trait. */
  trait(key: string): Json | undefined;
  events: readonly HistoryEvent[];
}
