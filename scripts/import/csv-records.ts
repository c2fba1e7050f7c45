import type { JsonObject } from "#core/json.ts";
import type { Line } from "../lines.ts";
import { Unusable } from "./call.ts";

export interface CsvRecord {
  /** The line it begins on. */
  number: number;
  cells: string[];
}

/** A quoted cell may span lines; one longer than this was never closed. */
const MAX_LINES = 10_000;

/** Records of RFC 4180: quotes double inside quotes, a quoted cell may hold commas and line ends. `separator` is one character. */
export async function* csvRecords(lines: AsyncIterable<Line>, separator: string): AsyncGenerator<CsvRecord> {
  let cells: string[] = [];
  let open: string | null = null;
  let began = 0;
  for await (const { text, number } of lines) {
    if (open === null) {
      if (text === "") continue;
      began = number;
      cells = [];
    }
    open = readLine(number === 1 ? text.replace(/^\u{feff}/u, "") : text, separator, cells, open);
    if (open === null) yield { number: began, cells };
    else if (number - began > MAX_LINES) throw new Error(`line ${began}: a quote is not closed`);
  }
  if (open !== null) throw new Error(`line ${began}: a quote is not closed`);
}

/** Reads a line into `cells`; returns the text of a cell that goes on on the next line, or null. */
function readLine(text: string, separator: string, cells: string[], open: string | null): string | null {
  let at = 0;
  let quoted = open === null ? null : `${open}\n`;
  for (;;) {
    if (quoted === null && text[at] === '"') {
      quoted = "";
      at += 1;
    }
    if (quoted === null) {
      const end = text.indexOf(separator, at);
      cells.push(text.slice(at, end === -1 ? undefined : end));
      if (end === -1) return null;
      at = end + 1;
      continue;
    }
    const end = text.indexOf('"', at);
    if (end === -1) return quoted + text.slice(at);
    quoted += text.slice(at, end);
    if (text[end + 1] === '"') {
      quoted += '"';
      at = end + 2;
      continue;
    }
    cells.push(quoted);
    quoted = null;
    at = end + 1;
    if (text[at] !== separator) return null;
    at += 1;
  }
}

/** The separator of a header: whichever of these it holds most. */
export const separatorOf = (header: string): string =>
  [",", ";", "\t", "|"].reduce((best, one) => (header.split(one).length > header.split(best).length ? one : best));

/** A record by its columns. Throws `Unusable` where it has more cells than the header. */
export function recordOf(header: readonly string[], cells: readonly string[]): JsonObject {
  if (cells.length > header.length) throw new Unusable("too_many_cells", `${cells.length} of ${header.length}`);
  return Object.fromEntries(header.map((column, index) => [column, cells[index] ?? ""]));
}
