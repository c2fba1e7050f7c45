import { Problem } from "#core/problem.ts";
import { type Cell, deleteSome, insertRow, insertRows, type TableShape } from "#core/table-shape.ts";

/** Characters of one bound list: D1 takes two megabytes. */
const MAX_LIST = 900_000;

/** Statements that write these rows; writing them twice is writing them once. */
export function writeRows(
  db: D1Database,
  shape: TableShape,
  columns: readonly string[],
  rows: readonly Cell[][],
): D1PreparedStatement[] {
  if (shape.blobs.length > 0) return rows.map((row) => db.prepare(insertRow(shape, columns)).bind(...row));
  return inLists(rows).map((list) => db.prepare(insertRows(shape, columns)).bind(list));
}

function inLists(rows: readonly Cell[][]): string[] {
  const lists: string[] = [];
  let some: string[] = [];
  let size = 0;
  for (const row of rows) {
    const text = JSON.stringify(row);
    if (some.length > 0 && size + text.length > MAX_LIST) {
      lists.push(`[${some.join(",")}]`);
      some = [];
      size = 0;
    }
    some.push(text);
    size += text.length;
  }
  if (some.length > 0) lists.push(`[${some.join(",")}]`);
  return lists;
}

const ROWS_AT_ONCE = 20_000;
const ROWS_WITH_BYTES = 500;

/** Takes out as many rows as one statement may. */
export const wipeSome = (db: D1Database, shape: TableShape): D1PreparedStatement =>
  db.prepare(deleteSome(shape, shape.blobs.length > 0 ? ROWS_WITH_BYTES : ROWS_AT_ONCE));

/** As a backup names a table. */
export interface GivenTable {
  name: string;
  columns: string[];
}

/**
 * Can rows of these columns be written here? Throws `request_invalid` where a table or a column is missing: the backup is of
 * a later version. A column that came later has to have a default, which D1 asks of every column that is added anyway.
 */
export function checkTables(shapes: readonly TableShape[], given: readonly GivenTable[]): void {
  const byName = new Map(shapes.map((shape) => [shape.name, shape]));
  for (const { name, columns } of given) {
    const shape = byName.get(name);
    const missing = shape ? columns.filter((column) => !shape.columns.includes(column)) : [];
    if (!shape) throw new Problem("request_invalid", { detail: `There is no table ${name} here: ${LATER}` });
    if (missing.length > 0)
      throw new Problem("request_invalid", { detail: `${name} has no column ${missing.join(", ")} here: ${LATER}` });
  }
}
const LATER = "the backup is of a later version. Upgrade this deployment first.";
