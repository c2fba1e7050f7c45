/** A table as it is copied row by row: in the order of its key, so that a copy can go on after any row. */
export interface TableShape {
  name: string;
  columns: string[];
  /** Columns of the primary key, in its order. */
  key: string[];
  /** Columns of bytes, which travel as hex. */
  blobs: string[];
}

/** A value of a row as JSON holds it. */
export type Cell = string | number | null;

/** As `PRAGMA table_info` says it. */
export interface ColumnInfo {
  name: string;
  type: string;
  /** Its place in the primary key, from 1; 0: none. */
  pk: number;
}

/** A name in a statement: one that came from the database itself, never from a request. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const list = (names: readonly string[]): string => names.map(quoted).join(", ");

/** Throws where a table has no primary key: it could not be read in parts. */
export function shapeOf(name: string, info: readonly ColumnInfo[]): TableShape {
  const key = info.filter(({ pk }) => pk > 0).toSorted((a, b) => a.pk - b.pk);
  if (key.length === 0) throw new TypeError(`table ${name} has no primary key`);
  return {
    name,
    columns: info.map((column) => column.name),
    key: key.map((column) => column.name),
    blobs: info.filter(({ type }) => type.toUpperCase() === "BLOB").map((column) => column.name),
  };
}

/** A page of rows, bytes as hex; after the row whose key is bound, should there be one. */
export function selectPage({ name, columns, key, blobs }: TableShape, isAfter: boolean, limit: number): string {
  const values = columns.map((column) => (blobs.includes(column) ? `hex(${quoted(column)})` : quoted(column)));
  const where = isAfter ? `WHERE (${list(key)}) > (${key.map(() => "?").join(", ")})` : "";
  return `SELECT ${values.join(", ")} FROM ${quoted(name)} ${where} ORDER BY ${list(key)} LIMIT ${limit}`;
}

/** The key of a row that `selectPage` gave. */
export const keyOf = ({ columns, key }: TableShape, row: readonly Cell[]): Cell[] =>
  key.map((column) => row[columns.indexOf(column)] ?? null);

/** One row of these columns, each value bound. A row that is there already is replaced: writing twice is writing once. */
export function insertRow({ name, blobs }: TableShape, columns: readonly string[]): string {
  const values = columns.map((column) => (blobs.includes(column) ? "unhex(?)" : "?"));
  return `INSERT OR REPLACE INTO ${quoted(name)} (${list(columns)}) VALUES (${values.join(", ")})`;
}

/** Many rows of these columns, as one JSON list of lists. Not for tables with bytes: those may be too long for it. */
export function insertRows({ name }: TableShape, columns: readonly string[]): string {
  const values = columns.map((_, index) => `value->>${index}`);
  return `INSERT OR REPLACE INTO ${quoted(name)} (${list(columns)}) SELECT ${values.join(", ")} FROM json_each(?1)`;
}

/** Takes out so many rows, whichever. */
export const deleteSome = ({ name, key }: TableShape, limit: number): string =>
  `DELETE FROM ${quoted(name)} WHERE (${list(key)}) IN (SELECT ${list(key)} FROM ${quoted(name)} LIMIT ${limit})`;
