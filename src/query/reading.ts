import { Problem } from "#core/problem.ts";
import type { HistoryEvent, Needs } from "#core/history.ts";

/** What reading has cost so far. */
export interface Reading {
  rowsRead: number;
  events: number;
  /** Of the events, those whose facts lie in R2. */
  archived?: number;
  /** ms; reading ends with a Problem when this has passed. */
  deadline: number;
  /** Set when whoever asked has gone. */
  signal: AbortSignal | null;
}

/** One part of the people, where they are too many for one read. */
export interface Part {
  part: number;
  parts: number;
}

/** D1 binds numbers as floats, and a number that is part of the text can't be anything else than a number. */
export const whole = (value: number): string => String(Math.trunc(value));

/** SQL that holds for the people of one part; `person` is SQL too. */
export const inPart = (person: string, { part, parts }: Part): string =>
  parts === 1 ? "1" : `${person} % ${whole(parts)} = ${whole(part)}`;

/** Whose a fact `f` is, joined with the person map `p`. */
export const PERSON = "coalesce(p.person_id, f.actor_id)";

/** Bots, and events of nobody, are in no report. */
export const COUNTED = "f.bot = 0 AND f.actor_id IS NOT NULL";

const MAX_TS = 8.64e15;

/** The time of what is needed in whole ms that a date can have. */
export const timeOf = ({ from, to }: Needs): { from: number; to: number } => ({
  from: Math.trunc(Math.max(from, -MAX_TS)),
  to: Math.trunc(Math.min(to, MAX_TS)),
});

/** Throws a Problem where nobody waits for the answer any more. */
export function checkWanted({ deadline, signal }: Reading): void {
  if (Date.now() > deadline) throw new Problem("query_too_long");
  // Whoever asked has gone: nobody pays for the rest.
  if (signal?.aborted) throw new Problem("query_cancelled");
}

/** Facts by whose they are. */
export interface FactsByPerson {
  /** Everybody who has some. */
  persons: number[];
  /** By time and then by arrival; none of anybody else. */
  eventsOf(person: number): HistoryEvent[];
}

/** The facts of one part of the people. */
export interface FactsOfPart extends FactsByPerson {
  part: Part;
}
