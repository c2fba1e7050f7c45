/** What an answer says of itself. */
export interface AnswerMeta {
  /** The instants that were looked at, both inclusive; null where a question has no range of its own. */
  range: { from: string; to: string } | null;
  timezone: string;
  weekStart: "sunday" | "monday";
  /** What "now" was. */
  asOf: string;
  /** Labels of buckets that are not over yet. */
  incomplete: string[];
  /** Every number is counted; false where the answer's notes say what was estimated or left out. */
  exact: boolean;
  /** Logins or aliases are on their way into the person map: ask again in a moment. */
  settling: boolean;
  /** It was computed for the same question a moment ago, at `asOf`. */
  cached: boolean;
  /** Events looked at, rows read for it, ms taken. */
  events: number;
  rowsRead: number;
  ms: number;
}

/** An answer, whatever its kind. */
export type Answered = object & { meta: AnswerMeta };
