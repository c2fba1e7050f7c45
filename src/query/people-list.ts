/** The people behind a number, gathered while they are counted. */
export interface PeopleList<Entry> {
  add(entry: Entry): void;
  /** How many were added, and the first of them in order. */
  answer(): { count: number; entries: Entry[] };
}

/** Keeps the first `keep` entries by `order`, so a list's memory is bounded whatever its count. */
export function createPeopleList<Entry>(order: (a: Entry, b: Entry) => number, keep: number): PeopleList<Entry> {
  let entries: Entry[] = [];
  let count = 0;
  return {
    add(entry) {
      count += 1;
      entries.push(entry);
      if (entries.length >= 2 * keep) entries = entries.toSorted(order).slice(0, keep);
    },
    answer: () => ({ count, entries: entries.toSorted(order).slice(0, keep) }),
  };
}

/** Most ids one list holds. */
const MAX_IDS = 100_000;

/** Ids in the order of their characters' codes. */
export const createIdList = (): PeopleList<string> => createPeopleList(byCode, MAX_IDS);

/** Orders texts by their characters' codes, as plain `sort` does. */
export const byCode = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
