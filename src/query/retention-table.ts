import type { RetentionCells } from "#query/retention-person.ts";

/** How many people are in each row, and in each of its periods; rows end where the last one does. */
export interface RetentionTable {
  /** `people`: so many with the same cells. */
  add(cells: RetentionCells, people: number): void;
  /** For each row the numbers of its periods; the first is its size. */
  values(): number[][];
}

export function createTable(rows: number): RetentionTable {
  const counts = new Uint32Array(cellsOfTable(rows));
  /** Row 0 has `rows` periods, each row after it one less. */
  const at = (row: number, period: number) => row * rows - (row * (row - 1)) / 2 + period;
  const increase = (cell: number, people: number) => {
    counts[cell] = (counts[cell] ?? 0) + people;
  };
  return {
    add({ row, periods }, people) {
      increase(at(row, 0), people);
      for (const period of periods) increase(at(row, period), people);
    },
    values: () => Array.from({ length: rows }, (_, row) => [...counts.subarray(at(row, 0), at(row + 1, 0))]),
  };
}

/** Numbers in a table of so many rows. */
export const cellsOfTable = (rows: number): number => (rows * (rows + 1)) / 2;

/**
 * For each period everyone who came back in it over everyone who could have, of the rows in which that bucket has ended
 * (`ended` buckets have); null where there is nobody. Everyone counts once: rows aren't weighed again by their size.
 */
export function averageOf(values: readonly (readonly number[])[], ended: number): (number | null)[] {
  return values.map((_, period) => {
    const rows = values.slice(0, Math.max(0, ended - period));
    const could = rows.reduce((sum, row) => sum + (row[0] ?? 0), 0);
    const did = rows.reduce((sum, row) => sum + (row[period] ?? 0), 0);
    return could === 0 ? null : did / could;
  });
}
