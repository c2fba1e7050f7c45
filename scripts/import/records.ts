import { stat } from "node:fs/promises";
import { isObject, type JsonObject } from "#core/json.ts";
import { linesIn, type Line } from "../lines.ts";
import { unpacked } from "../unpacked.ts";
import { Unusable } from "./call.ts";
import { csvRecords, recordOf, separatorOf } from "./csv-records.ts";

/** A record of a file, or why it is none. */
export interface FileRecord {
  /** The line it begins on, from 1. */
  line: number;
  record: JsonObject | Unusable;
}

export interface OpenFile {
  isCsv: boolean;
  /** Columns of a CSV; empty for JSON. */
  header: string[];
  records: AsyncGenerator<FileRecord>;
  /** How much of the file has been read: 0 to 1, at most a few hundred kilobytes ahead. */
  share: () => number;
}

/** Opens an export: JSON a line (or a list of objects, one a line) or CSV, gzipped or not. Reads a line at a time. */
export async function openRecords(path: string): Promise<OpenFile> {
  const { size } = await stat(path);
  let read = 0;
  const share = () => (size === 0 ? 1 : read / size);
  const lines = linesIn(unpacked(path, (bytes) => (read += bytes)));
  const first = await lines.next();
  if (first.done === true) return { isCsv: false, header: [], records: jsonRecords(lines), share };
  const all = rejoined(first.value, lines);
  const start = first.value.text.replace(/^\u{feff}/u, "").trimStart();
  if (/^[{[]/.test(start)) return { isCsv: false, header: [], records: jsonRecords(all), share };
  const rows = csvRecords(all, separatorOf(start));
  const head = await rows.next();
  const header = head.done === true ? [] : head.value.cells.map((cell) => cell.trim());
  return { isCsv: true, header, records: csvRows(rows, header), share };
}

async function* rejoined(first: Line, rest: AsyncGenerator<Line>): AsyncGenerator<Line> {
  yield first;
  yield* rest;
}

async function* jsonRecords(lines: AsyncIterable<Line>): AsyncGenerator<FileRecord> {
  for await (const { text, number } of lines) {
    const bare = text
      .replace(/^\u{feff}/u, "")
      .trim()
      .replace(/^\[\s*(?=\{|$)/, "")
      .replace(/[,\]\s]+$/, "");
    if (bare === "") continue;
    yield { line: number, record: parsed(bare) };
  }
}

function parsed(text: string): JsonObject | Unusable {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : new Unusable("not_an_object", text.slice(0, 50));
  } catch (error) {
    return new Unusable("json_invalid", error instanceof Error ? error.message : "");
  }
}

async function* csvRows(
  rows: AsyncIterable<{ number: number; cells: string[] }>,
  header: readonly string[],
): AsyncGenerator<FileRecord> {
  for await (const { number, cells } of rows) {
    try {
      yield { line: number, record: recordOf(header, cells) };
    } catch (error) {
      if (!(error instanceof Unusable)) throw error;
      yield { line: number, record: error };
    }
  }
}
