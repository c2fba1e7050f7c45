import type { FunnelQuestion } from "#core/question.ts";
import type { FunnelCell } from "#core/question/funnel.ts";
import type { QuestionContext } from "#query/context.ts";
import type { FunnelAnswer } from "#query/funnel-answer.ts";
import { findFunnelPeople, groupsShown } from "#query/funnel-people.ts";
import type { PersonHistory } from "#query/history.ts";
import { createIdList } from "#query/people-list.ts";

/** The last thing that somebody who dropped did. */
interface LastEvent {
  id: string;
  event: string;
  at: string;
}

/** Last events shown of one list. */
const MAX_LAST_EVENTS = 1_000;

/** The lists behind cells of a funnel, found by what counted them. */
export function peopleOfFunnel(
  question: FunnelQuestion,
  cells: readonly FunnelCell[],
  context: QuestionContext,
  counted: FunnelAnswer,
) {
  const shown = question.breakdown === undefined ? null : groupsShown(counted);
  const find = findFunnelPeople(question, cells, context, shown);
  const lists = cells.map((cell) => ({
    cell,
    people: createIdList(),
    last: [] as LastEvent[],
  }));
  return {
    add(person: PersonHistory): void {
      const found = find(person);
      for (const [index, { cell, people, last }] of lists.entries()) {
        const member = found[index] ?? null;
        if (member === null) continue;
        people.add(member.id);
        const { lastEvent: event } = member;
        if (cell.dropped && event && last.length < MAX_LAST_EVENTS)
          last.push({ id: member.id, event: event.name, at: new Date(event.ts).toISOString() });
      }
    },
    answer: () =>
      lists.map(({ cell, people, last }) => {
        const { count, entries: ids } = people.answer();
        return { ...cell, count, ids, ...(cell.dropped && { last }) };
      }),
  };
}
