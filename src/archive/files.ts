import * as z from "zod";
import type { Block } from "#archive/blocks.ts";
import type { EventBlock } from "#archive/event-file.ts";
import type { FactBlock } from "#archive/fact-file.ts";

interface FileOf<Kind extends "events" | "facts", Of extends Block> {
  kind: Kind;
  /** UTC day of everything in it. */
  day: number;
  name: string;
  firstSeq: number;
  lastSeq: number;
  n: number;
  bytes: number;
  blocks: Of[];
}
export type EventsFile = FileOf<"events", EventBlock>;
export type FactsFile = FileOf<"facts", FactBlock>;
/** A file in R2, as the database knows it: what has no row there is no part of the archive. */
export type ArchiveFile = EventsFile | FactsFile;

// Short lists: a year of files has tens of thousands of blocks.
const EventBlocks = z
  .array(z.tuple([z.number(), z.number(), z.number(), z.number()]))
  .transform((list) => list.map(([offset, length, first, last]): EventBlock => ({ offset, length, first, last })));
const FactBlocks = z
  .array(z.tuple([z.number(), z.number(), z.number(), z.number(), z.number(), z.number()]))
  .transform((list) =>
    list.map(([offset, length, nameId, n, from, to]): FactBlock => ({ offset, length, nameId, n, from, to })),
  );

const blocksText = (file: ArchiveFile): string =>
  JSON.stringify(
    file.kind === "events"
      ? file.blocks.map(({ offset, length, first, last }) => [offset, length, first, last])
      : file.blocks.map(({ offset, length, nameId, n, from, to }) => [offset, length, nameId, n, from, to]),
  );

/** Makes a file part of the archive, in place of the one of that name. */
export const insertFile = (db: D1Database, file: ArchiveFile): D1PreparedStatement =>
  db
    .prepare(
      `INSERT OR REPLACE INTO archive_files (kind, day, name, first_seq, last_seq, n, bytes, blocks)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)`,
    )
    .bind(file.kind, file.day, file.name, file.firstSeq, file.lastSeq, file.n, file.bytes, blocksText(file));

export const forgetFile = (db: D1Database, name: string): D1PreparedStatement =>
  db.prepare("DELETE FROM archive_files WHERE name = ?1").bind(name);

interface Row {
  day: number;
  name: string;
  first_seq: number;
  last_seq: number;
  n: number;
  bytes: number;
  blocks: string;
}

const plain = ({ day, name, first_seq, last_seq, n, bytes }: Row) => ({
  day,
  name,
  firstSeq: first_seq,
  lastSeq: last_seq,
  n,
  bytes,
});

const eventsFileOf = (row: Row): EventsFile => ({
  kind: "events",
  ...plain(row),
  blocks: EventBlocks.parse(JSON.parse(row.blocks)),
});

const COLUMNS = "day, name, first_seq, last_seq, n, bytes, blocks";

/** Files of whole events that may have arrival numbers between these, both included. */
export async function eventFilesWith(db: D1Database, first: number, last: number): Promise<EventsFile[]> {
  const { results } = await db
    .prepare(`SELECT ${COLUMNS} FROM archive_files WHERE kind = 'events' AND last_seq >= ?1 AND first_seq <= ?2`)
    .bind(first, last)
    .all<Row>();
  return results.map(eventsFileOf);
}

/** Files of whole events of one day. */
export async function eventFilesOf(db: D1Database, day: number): Promise<EventsFile[]> {
  const { results } = await db
    .prepare(`SELECT ${COLUMNS} FROM archive_files WHERE kind = 'events' AND day = ?1 ORDER BY first_seq`)
    .bind(day)
    .all<Row>();
  return results.map(eventsFileOf);
}

/** Files of facts of these days, both included; infinite: all there are. */
export async function factFiles(db: D1Database, first: number, last: number): Promise<FactsFile[]> {
  const whole = (day: number) => Math.min(Math.max(day, Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER);
  const { results } = await db
    .prepare(`SELECT ${COLUMNS} FROM archive_files WHERE kind = 'facts' AND day BETWEEN ?1 AND ?2 ORDER BY day, id`)
    .bind(whole(first), whole(last))
    .all<Row>();
  return results.map((row) => ({ kind: "facts", ...plain(row), blocks: FactBlocks.parse(JSON.parse(row.blocks)) }));
}

/** Bytes in the bucket, of all files. Reads a row a file: two a day at most. */
export async function archivedBytes(db: D1Database): Promise<number> {
  const row = await db.prepare("SELECT sum(bytes) AS bytes FROM archive_files").first<{ bytes: number | null }>();
  return row?.bytes ?? 0;
}
