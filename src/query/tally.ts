import type { PersonHistory } from "#core/history.ts";

/**
 * Answers a question from people that come one by one, each once a pass, in any order. Memory is bounded by the answer,
 * not by the people.
 */
export interface Tally<Answer> {
  add(person: PersonHistory): void;
  /**
   * Asked after a pass: must all people be added once more, because only now it is known what to count (which groups are
   * the biggest, say)? After two passes at the most, three where `top` and a breakdown meet, it is false.
   */
  again(): boolean;
  /** Once `again` is false. */
  answer(): Answer;
}
