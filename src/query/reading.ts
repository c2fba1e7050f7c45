/** What reading has cost so far. */
export interface Reading {
  rowsRead: number;
  events: number;
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
