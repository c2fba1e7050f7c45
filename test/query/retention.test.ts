import { describe, expect, test } from "vitest";
import type { RetentionQuestion } from "#core/question.ts";
import { createRetentionTally } from "#query/retention.ts";
import { type Case, casesOf, contextOf, differences, peopleOf, questionOf } from "./cases.ts";

function answer(one: Pick<Case, "events" | "persons">, question: RetentionQuestion) {
  const tally = createRetentionTally(question, contextOf(question));
  do for (const person of peopleOf(one)) tally.add(person);
  while (tally.again());
  return tally.answer();
}

describe("what the cases say", () => {
  test.each(casesOf("retention"))("$name", (one) => {
    expect(differences(one.expect, answer(one, questionOf(one, "retention")))).toEqual([]);
  });
});
