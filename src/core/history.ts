import type { Calendar } from "#core/calendar.ts";
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

/** What every question is computed with besides itself and the people. */
export interface QuestionContext {
  /** What relative windows count from, ms. */
  now: number;
  /** Of the question's zone and week start. */
  calendar: Calendar;
}

/** What of people's histories a question looks at, so that nothing else has to be read. More than that does no harm. */
export interface Needs {
  /** Everything people did: "any event". Calls that say something of somebody (identify, group, alias) are not meant. */
  any: boolean;
  /** Counted names of events that are needed besides, whatever calls they are of. */
  names: string[];
  /** The events' time, ms, both inclusive; infinite where it looks at everything on that side. */
  from: number;
  to: number;
  /** Keys of event properties. */
  properties: string[];
  /** Keys of traits. */
  traits: string[];
}
