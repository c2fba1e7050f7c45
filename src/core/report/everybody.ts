import type { CohortQuestion } from "#core/question.ts";
import type { Numbers } from "#core/report/numbers.ts";

/**
 * Nobody is in it, and everybody was looked at: its answer's `base` says how many people there are. That of another people
 * query leaves those out of whom it was clear from the start.
 */
export const EVERYBODY: CohortQuestion = {
  kind: "cohort",
  where: {
    and: [
      { person: "email", op: "is_set" },
      { person: "email", op: "is_not_set" },
    ],
  },
};

/** What stands beside a number of people: `of 9,204 people · 14.3%`, where it is known how many there are. */
export interface PartOfEverybody {
  /** 0–1; null: it isn't known, or there is nobody. */
  part: number | null;
  words: string;
}

/** `count` people as a part of `everybody`: of all people, null where that isn't known. */
export function partOfEverybody(
  count: number,
  everybody: number | null,
  { number, rate }: Pick<Numbers, "number" | "rate">,
): PartOfEverybody {
  if (everybody === null || everybody === 0) return { part: null, words: count === 1 ? "person" : "people" };
  // Two questions asked one after the other: somebody may have come in between.
  const all = Math.max(everybody, count);
  return { part: count / all, words: `of ${number(all)} people · ${rate(count / all)}` };
}
