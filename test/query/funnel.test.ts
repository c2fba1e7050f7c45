import { describe, expect, test } from "vitest";
import type { FunnelQuestion } from "#core/question.ts";
import { createFunnelTally } from "#query/funnel.ts";
import { findFunnelPeople, groupsShown } from "#query/funnel-people.ts";
import { type Case, casesOf, contextOf, differences, peopleOf, questionOf } from "./cases.ts";

/** The answer, with the lists the question asks for. */
function answer(one: Pick<Case, "events" | "persons">, question: FunnelQuestion) {
  const context = contextOf(question);
  const people = peopleOf(one);
  const tally = createFunnelTally(question, context);
  for (const person of people) tally.add(person);
  const counted = tally.answer();
  const shown = counted.breakdown ? groupsShown(counted) : null;
  const lists = question.people?.map((cell) => {
    const find = findFunnelPeople(question, cell, context, shown);
    return { ids: people.flatMap((person) => find(person)?.id ?? []).toSorted() };
  });
  return { ...counted, people: lists };
}

describe("what the cases say", () => {
  test.each(casesOf("funnel"))("$name", (one) => {
    expect(differences(one.expect, answer(one, questionOf(one, "funnel")))).toEqual([]);
  });
});
