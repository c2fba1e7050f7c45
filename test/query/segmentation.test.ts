import { describe, expect, test } from "vitest";
import type { SegmentationQuestion } from "#core/question.ts";
import { createSegmentationTally } from "#query/segmentation.ts";
import { type Case, casesOf, contextOf, differences, peopleOf, questionOf } from "./cases.ts";

function answer(one: Pick<Case, "events" | "persons">, question: SegmentationQuestion) {
  const tally = createSegmentationTally(question, contextOf(question));
  do for (const person of peopleOf(one)) tally.add(person);
  while (tally.again());
  return tally.answer();
}

describe("what the cases say", () => {
  test.each(casesOf("segmentation"))("$name", (one) => {
    const question = questionOf(one, "segmentation");
    const ordered = one.tags.includes("top") || /order/.test(`${one.name}`);
    expect(differences(one.expect, answer(one, question), { ordered })).toEqual([]);
  });
});
