import { type Cell, keyOf, quoted, selectPage, type TableShape } from "#core/table-shape.ts";

/** Tables of up to so many rows come all together, in one transaction: whatever is changed by hand is among them. */
const SMALL = 500;
/** Rows of a page. One with bytes may weigh two megabytes. */
const ROWS = 10_000;
const ROWS_WITH_BYTES = 20;

export interface CountedTable {
  name: string;
  columns: string[];
  rows: number;
  /** All of its rows, where they are few. */
  all: Cell[][] | null;
}

export interface TablePage {
  rows: Cell[][];
  /** The key to go on after; null: this was the last. */
  next: Cell[] | null;
}

/** Counts all tables, and reads the small ones as of one moment. */
export async function countTables(db: D1Database, shapes: readonly TableShape[]): Promise<CountedTable[]> {
  const counts = await db.batch<{ n: number }>(
    shapes.map(({ name }) => db.prepare(`SELECT count(*) AS n FROM ${quoted(name)}`)),
  );
  const counted = shapes.map((shape, index) => ({ shape, rows: counts[index]?.results[0]?.n ?? 0 }));
  const small = counted.filter(({ shape, rows }) => rows <= SMALL && shape.blobs.length === 0);
  const read =
    small.length === 0
      ? []
      : await db.batch<Record<string, Cell>>(
          small.map(({ shape }) => db.prepare(selectPage(shape, false, Number.MAX_SAFE_INTEGER))),
        );
  const all = new Map(
    small.map(({ shape }, index) => [
      shape.name,
      (read[index]?.results ?? []).map((row) => shape.columns.map((column) => row[column] ?? null)),
    ]),
  );
  return counted.map(({ shape: { name, columns }, rows }) => {
    const here = all.get(name) ?? null;
    return { name, columns, rows: here?.length ?? rows, all: here };
  });
}

/** The rows of a table after a key, or its first ones. */
export async function tablePage(db: D1Database, shape: TableShape, after: Cell[] | null): Promise<TablePage> {
  const limit = shape.blobs.length > 0 ? ROWS_WITH_BYTES : ROWS;
  const rows = await db
    .prepare(selectPage(shape, after !== null, limit))
    .bind(...(after ?? []))
    .raw<Cell[]>();
  const last = rows.length === limit ? rows.at(-1) : undefined;
  return { rows, next: last ? keyOf(shape, last) : null };
}
