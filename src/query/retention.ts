import type { RetentionAnswer, RetentionRow } from "#core/answer.ts";
import { DEFAULT_BREAKDOWN_LIMIT } from "#core/question/breakdown.ts";
import type { RetentionQuestion } from "#core/question/retention.ts";
import { findGroups, type Groups } from "#query/breakdown-groups.ts";
import type { PersonHistory, QuestionContext } from "#core/history.ts";
import { listingOf } from "#query/retention-people.ts";
import { cellsOf } from "#query/retention-person.ts";
import { planRetention } from "#query/retention-plan.ts";
import { averageOf, cellsOfTable, createTable, type RetentionTable } from "#query/retention-table.ts";
import type { Tally } from "#query/tally.ts";

export interface RetentionTally extends Tally<RetentionAnswer> {
  /** `people`: so many whose history is the same, where neither groups nor lists are asked for. */
  add(person: PersonHistory, people?: number): void;
}

/** Answers who comes back (SEMANTICS §5). */
export function createRetentionTally(question: RetentionQuestion, context: QuestionContext): RetentionTally {
  let pass = countAll(question, context, null);
  return {
    add: (person, people = 1) => pass.add(person, people),
    again() {
      const folded = pass.groups?.folded() ?? null;
      if (folded !== null) pass = countAll(question, context, folded);
      return folded !== null;
    },
    answer: () => pass.answer(),
  };
}

/** Numbers held at once, 4 bytes each. */
const MAX_CELLS = 6_000_000;

/** One pass over all people; `folded` are the groups where an earlier one found too many to show. */
function countAll(question: RetentionQuestion, context: QuestionContext, folded: Groups | null) {
  const { breakdown, people: asked = [], asOf } = question;
  const plan = planRetention(question, context);
  const { labels, starts, end } = plan.buckets;
  const fitting = Math.max(1, Math.floor(MAX_CELLS / cellsOfTable(labels.length)) - 1);
  const wanted = breakdown?.limit ?? DEFAULT_BREAKDOWN_LIMIT;
  const shown = Math.min(wanted, fitting);
  const groups = breakdown === undefined ? null : (folded ?? findGroups(shown, breakdown.other !== false));
  const tables = new Map<number | null, RetentionTable>([[null, createTable(labels.length)]]);
  const tableOf = (group: number | null): RetentionTable => {
    const table = tables.get(group) ?? createTable(labels.length);
    tables.set(group, table);
    return table;
  };
  const listings = asked.map(listingOf);

  return {
    groups,
    add(person: PersonHistory, people: number) {
      for (const cells of cellsOf(plan, person, groups)) {
        tableOf(cells.group).add(cells, people);
        const name = cells.group === null ? null : (groups?.name(cells.group) ?? null);
        for (const listing of listings) listing.meet(person.id, name, cells);
      }
    },
    answer(): RetentionAnswer {
      const until = asOf === undefined ? context.now : Date.parse(asOf);
      const ended = labels.filter((_, at) => (starts[at + 1] ?? end) <= until).length;
      const rowsOf = (group: number | null): RetentionRow[] =>
        tableOf(group)
          .values()
          .map((values, row) => ({ bucket: labels[row] ?? "", values }));
      const averageIn = (group: number | null) => averageOf(tableOf(group).values(), ended);
      const ranking = groups?.ranking() ?? [];
      const notes = groups === null ? [] : notesOf(groups, shown < wanted);
      return {
        cohorts: rowsOf(null),
        average: averageIn(null),
        ...(groups && {
          breakdown: Object.fromEntries(ranking.map(({ name, index }) => [name, rowsOf(index)])),
          averages: Object.fromEntries(ranking.map(({ name, index }) => [name, averageIn(index)])),
          groups: ranking.map(({ name }) => name),
        }),
        ...(question.people && {
          people: asked.map((cell, at) => ({ ...cell, ...(listings[at]?.answer() ?? { count: 0, ids: [] }) })),
        }),
        ...(notes.length > 0 && { notes }),
      };
    },
  };
}

function notesOf(groups: Groups, fewerFit: boolean): string[] {
  const notes: string[] = [];
  if (groups.overflowed()) {
    notes.push("There are more than 10,000 different values: the biggest groups are those of the first 10,000 met.");
  }
  if (groups.isFolded && fewerFit) notes.push("There are more groups than can be shown: only the biggest are.");
  return notes;
}
