import { whereFactsAre } from "#core/archive-version.ts";
import type { Condition } from "#core/question.ts";
import { includesPeopleWithoutEvents } from "#query/cohort.ts";
import type { QuestionContext } from "#core/history.ts";
import { compileMembership } from "#query/filter.ts";
import { needsOfCondition } from "#query/needs.ts";
import { withoutTraits } from "#query/people-prefilter.ts";
import { type ReadHouse, readPeople } from "#query/read.ts";
import type { Reading } from "#query/reading.ts";

/** Nobody waits for this answer, so it may take longer than a question. */
const TIME_BUDGET_MS = 300_000;

/**
 * Everybody who is in a cohort, by the numbers of the actors that stand for them, some at a time: as the question is answered,
 * but without their names and without a limit. Throws Problem where it takes too much.
 */
export async function* membersOf(
  house: ReadHouse,
  where: Condition,
  context: QuestionContext,
): AsyncGenerator<number[]> {
  const reading: Reading = { rowsRead: 0, events: 0, deadline: Date.now() + TIME_BUDGET_MS, signal: null };
  const isMember = compileMembership(where, context);
  const options = {
    everybody: includesPeopleWithoutEvents(where),
    labelled: false,
    shown: { mayBe: compileMembership(withoutTraits(where), context), is: isMember },
  };
  const before = await whereFactsAre(house.db);
  for await (const people of readPeople(house, needsOfCondition(where, context), options, reading)) {
    const members: number[] = [];
    for (const person of people) if (isMember(person)) members.push(Number(person.id));
    yield members;
  }
  if ((await whereFactsAre(house.db)) !== before) throw new Error("facts have moved meanwhile: ask again");
}
