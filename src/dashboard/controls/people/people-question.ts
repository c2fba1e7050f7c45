import type { Condition } from "#core/question.ts";
import type { Asked } from "#dashboard/api/answer.ts";
import type { Draft } from "#dashboard/report/report-url.ts";
import { conditionWords } from "#dashboard/controls/people/condition-words.ts";
import { isReadable } from "#dashboard/controls/people/readable.ts";

/** Which people are like this now, as docs/query.md has it. */
export interface PeopleQuestion extends Asked {
  kind: "cohort";
  where: Condition;
}
export type PeopleDraft = Draft<PeopleQuestion>;

/** Whom the screen opens with: everybody who was here lately. */
export const SEEN_LATELY: Condition = {
  and: [{ did: { event: null }, within: { value: 30, unit: "day" } }],
};

/** What the screen opens with, and what a half-written address lacks. */
export const complete = (draft: PeopleDraft | null): PeopleDraft =>
  draft === null || !isReadable(draft.where) ? { ...draft, kind: "cohort", where: SEEN_LATELY } : draft;

const MAX_NAME = 90;

/** Whom a condition means, in a sentence. */
export const sentenceOfWhere = (where: Condition): string => `People who ${conditionWords(where)}`;

/** The question in one line. */
export function inWords({ where = SEEN_LATELY }: PeopleDraft): string {
  const words = sentenceOfWhere(where);
  return words.length > MAX_NAME ? `${words.slice(0, words.lastIndexOf(" ", MAX_NAME))} …` : words;
}

/** People with a user id first: who is known by name is looked for most. */
export const knownFirst = (people: readonly string[]): string[] => [
  ...people.filter((id) => id.startsWith("u:")),
  ...people.filter((id) => !id.startsWith("u:")),
];
