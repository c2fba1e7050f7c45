import { type Cell, insertRow, keyOf, quoted, selectPage, shapeOf, type TableShape } from "#core/table-shape.ts";

/** Where a copy of an object's storage goes on. */
export interface DumpCursor {
  table: string;
  key: Cell[];
}

/** A part of what an object keeps: its values by key, or rows of one of its tables. */
export type DumpPart = { values: [key: string, json: string][] } | { table: string; columns: string[]; rows: Cell[][] };

export interface DumpPage {
  part: DumpPart;
  /** Null: this was the last. */
  next: DumpCursor | null;
  /** Another one than at the page before: the object has changed meanwhile, and the copy has to begin anew. */
  state: string;
}

const ROWS = 2_000;

function tablesOf({ sql }: DurableObjectStorage): TableShape[] {
  const names = sql
    .exec<{ name: string }>(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_cf_%' ORDER BY name",
    )
    .toArray();
  const shapes = names.map(({ name }) =>
    shapeOf(
      name,
      sql
        .exec<{ name: string; type: string; pk: number }>(`SELECT name, type, pk FROM pragma_table_info(${text(name)})`)
        .toArray(),
    ),
  );
  const counts = sql.exec("SELECT 1 FROM sqlite_master WHERE name = ?", NUMBERS.name).toArray().length > 0;
  return counts ? [...shapes, NUMBERS] : shapes;
}

/** Numbers that AUTOINCREMENT has given out: never again, also where their rows are gone. The last, as rows write it, too. */
const NUMBERS: TableShape = { name: "sqlite_sequence", columns: ["name", "seq"], key: ["name"], blobs: [] };

const text = (name: string): string => `'${name.replaceAll("'", "''")}'`;

/** Counts what this instance has written, so that a copy in several pages notices a change; a new instance has a new name. */
const instances = new WeakMap<DurableObjectStorage, string>();
function stateOf(storage: DurableObjectStorage): string {
  const name = instances.get(storage) ?? crypto.randomUUID();
  instances.set(storage, name);
  return `${name}:${storage.sql.exec<{ n: number }>("SELECT total_changes() AS n").one().n}`;
}

/** The first page (its values by key), or the one after a cursor. All that is there is in one of them, whatever tables there are. */
export function dumpPage(storage: DurableObjectStorage, after: DumpCursor | null): DumpPage {
  const tables = tablesOf(storage);
  const state = stateOf(storage);
  const from = (table: TableShape | undefined): DumpCursor | null => (table ? { table: table.name, key: [] } : null);
  if (after === null) {
    const values = [...storage.kv.list()].map(([key, value]): [string, string] => [key, JSON.stringify(value)]);
    return { part: { values }, next: from(tables[0]), state };
  }
  const at = tables.findIndex(({ name }) => name === after.table);
  const table = tables[at];
  if (!table) throw new RangeError(`there is no table ${after.table}`);
  const query = selectPage(table, after.key.length > 0, ROWS);
  const rows = [...storage.sql.exec(query, ...after.key).raw()] as Cell[][];
  const last = rows.length === ROWS ? rows.at(-1) : undefined;
  const next = last ? { table: table.name, key: keyOf(table, last) } : from(tables[at + 1]);
  return { part: { table: table.name, columns: table.columns, rows }, next, state };
}

/** Takes a part in; the first one takes the place of all that was there. Throws where it has a table that is not made here. */
export function fillObject(storage: DurableObjectStorage, part: DumpPart, isFirst: boolean): void {
  storage.transactionSync(() => {
    const tables = tablesOf(storage);
    if (isFirst) {
      for (const { name } of tables) storage.sql.exec(`DELETE FROM ${quoted(name)}`);
      const keys = Array.from(storage.kv.list(), ([key]) => key);
      for (const key of keys) storage.kv.delete(key);
    }
    if ("values" in part) {
      for (const [key, json] of part.values) storage.kv.put(key, JSON.parse(json));
      return;
    }
    const table = tables.find(({ name }) => name === part.table);
    if (!table) throw new RangeError(`there is no table ${part.table}`);
    if (table === NUMBERS) storage.sql.exec("DELETE FROM sqlite_sequence");
    const insert = insertRow(table, part.columns);
    for (const row of part.rows) storage.sql.exec(insert, ...row);
  });
}
