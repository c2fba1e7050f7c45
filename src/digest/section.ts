import type { AnswerMeta } from "#core/answer.ts";
import type { ChartPlan } from "#digest/picture/chart.ts";

/** An answer with what it says of itself, as the query engine gives it. */
export type Of<Answer> = Answer & { meta: AnswerMeta };

export interface Change {
  text: string;
  direction: "better" | "worse" | "none";
}

/** A number in words and what it is of. */
export interface Headline {
  value: string;
  what: string;
  change: Change | null;
}

export interface TableRow {
  name: string;
  /** Of its line or bar in the picture; null where it has none. */
  colour: string | null;
  /** One a column after the first. */
  values: string[];
  change: Change | null;
}

export interface Table {
  columns: string[];
  rows: TableRow[];
  /** Rows that only the report itself shows. */
  more: number;
}

/** What is drawn, and what is said instead to those who don't see it. */
export type Picture = { alt: string } & ({ chart: ChartPlan } | { part: number });

/** What a report says today. HTML and plain text are both made of it, so that they say the same. Texts are plain lines. */
export interface Finding {
  headline: Headline | null;
  picture: Picture | null;
  table: Table | null;
  remarks: string[];
}

/** Rows of a table at most. */
export const MOST_ROWS = 8;

/** A finding of nothing, and why. */
export const nothing = (remark: string): Finding => ({ headline: null, picture: null, table: null, remarks: [remark] });

export const NOTHING_HAPPENED = "Nothing happened in this time.";
