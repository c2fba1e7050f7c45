import type { RetentionCell } from "#core/question/retention.ts";
import { byCode, createIdList, createPeopleList } from "#query/people-list.ts";
import type { RetentionCells } from "#query/retention-person.ts";

/** The people behind a cell; behind a row, with the periods they came back in (0: started), those of most periods first. */
export type RetentionPeople =
  | { count: number; ids: string[] }
  | { count: number; rows: { id: string; periods: number[] }[] };

/** A list asked for. */
export interface RetentionListing {
  /** Told of every place a person counts in; a list takes those it was asked for. */
  meet(id: string, group: string | null, cells: RetentionCells): void;
  answer(): RetentionPeople;
}

/** Most people a list with periods holds. */
const MAX_ROWS = 10_000;

/** The list of a row, or of one of its periods. */
export function listingOf({ cohort, period, breakdown }: RetentionCell): RetentionListing {
  const isHere = (group: string | null, { row }: RetentionCells) => group === (breakdown ?? null) && row === cohort;
  if (period !== undefined) {
    const list = createIdList();
    return {
      meet(id, group, cells) {
        if (isHere(group, cells) && (period === 0 || cells.periods.includes(period))) list.add(id);
      },
      answer() {
        const { count, entries } = list.answer();
        return { count, ids: entries };
      },
    };
  }
  const list = createPeopleList<{ id: string; periods: number[] }>(
    (a, b) => b.periods.length - a.periods.length || byCode(a.id, b.id),
    MAX_ROWS,
  );
  return {
    meet(id, group, cells) {
      if (isHere(group, cells)) list.add({ id, periods: [0, ...cells.periods] });
    },
    answer() {
      const { count, entries } = list.answer();
      return { count, rows: entries };
    },
  };
}
