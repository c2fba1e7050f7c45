import type { FunnelAnswer } from "#core/answer.ts";
import type { FunnelQuestion } from "#core/question.ts";
import type { FunnelCell } from "#core/question/funnel.ts";
import type { PersonHistory, QuestionContext } from "#core/history.ts";
import { findFunnelPeople, groupsShown } from "#query/funnel-people.ts";
import { byCode, createIdList, createPeopleList } from "#query/people-list.ts";

/** The last thing that somebody who dropped did. */
interface LastEvent {
  id: string;
  event: string;
  at: string;
}

/** Last events shown of one list: those of the first people on it. */
const MAX_LAST_EVENTS = 1_000;

/** The lists behind cells of a funnel, found by what counted them. */
export function peopleOfFunnel(
  question: FunnelQuestion,
  cells: readonly FunnelCell[],
  context: QuestionContext,
  counted: FunnelAnswer,
) {
  const shown = question.breakdown === undefined ? null : groupsShown(counted, question.breakdown.other);
  const find = findFunnelPeople(question, cells, context, shown);
  const lists = cells.map((cell) => ({
    cell,
    people: createIdList(),
    last: createPeopleList<LastEvent>((a, b) => byCode(a.id, b.id), MAX_LAST_EVENTS),
  }));
  return {
    add(person: PersonHistory): void {
      const found = find(person);
      for (const [index, { cell, people, last }] of lists.entries()) {
        const member = found[index] ?? null;
        if (member === null) continue;
        people.add(member.id);
        const { lastEvent: event } = member;
        if (cell.dropped && event) last.add({ id: member.id, event: event.name, at: new Date(event.ts).toISOString() });
      }
    },
    answer: () =>
      lists.map(({ cell, people, last }) => {
        const { count, entries: ids } = people.answer();
        return { ...cell, count, ids, ...(cell.dropped && { last: last.answer().entries }) };
      }),
  };
}
