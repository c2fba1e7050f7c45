import * as z from "zod";
import type { FactChunk } from "#core/archive.ts";
import type { Json } from "#core/json.ts";
import { type Block, createBlocks, linesOfBlock } from "#archive/blocks.ts";

/** Facts of one name, by time. */
export interface FactBlock extends Block {
  nameId: number;
  n: number;
  /** ms */
  from: number;
  to: number;
}

/** Columns of a fact but its name, in this order. */
export const FACT_COLUMNS = [
  "ts",
  "seq",
  "actor_id",
  "source_id",
  "place_id",
  "agent_id",
  "origin_id",
  "bot",
  "s1",
  "s2",
  "s3",
  "s4",
  "s5",
  "s6",
  "s7",
  "s8",
] as const;
export type FactRow = readonly Json[];

/** An event name as files spell it out. */
export interface NameOfFacts {
  id: number;
  kind: string;
  name: string;
}

/** Facts of one block at most: about 100 KB of JSON. */
export const FACTS_A_BLOCK = 5_000;

/** A file in the making. A block is one line of JSON: the name, and a list of values a column. */
export function createFactFile() {
  const blocks = createBlocks<Omit<FactBlock, keyof Block>>();
  return {
    /** `rows` of one name, by time, at most FACTS_A_BLOCK; columns of which all are null are left out. */
    add(name: NameOfFacts, rows: readonly FactRow[]) {
      const columns = FACT_COLUMNS.map((column, at) => [column, rows.map((row) => row[at] ?? null)] as const);
      const said = columns.filter(([, values]) => values.some((value) => value !== null));
      const line = { name_id: name.id, kind: name.kind, name: name.name, n: rows.length, ...Object.fromEntries(said) };
      const times = columns[0]?.[1] ?? [];
      blocks.add([JSON.stringify(line)], {
        nameId: name.id,
        n: rows.length,
        from: Number(times[0]),
        to: Number(times.at(-1)),
      });
    },
    copy: blocks.copy,
    file: blocks.file,
  };
}

const Line = z.looseObject({ name_id: z.number(), kind: z.string(), name: z.string(), n: z.number() });

/** The facts of a block. Throws where it is none. */
export const factsOfBlock = (part: Uint8Array): NamedFacts => factsOfLine(linesOfBlock(part)[0] ?? "");

type NamedFacts = FactChunk & { name: NameOfFacts };

/** The facts of one line of a file. Throws where it is none. */
export function factsOfLine(text: string): NamedFacts {
  const line = Line.parse(JSON.parse(text));
  const nothing: Json[] = Array.from({ length: line.n }, () => null);
  return {
    name: { id: line.name_id, kind: line.kind, name: line.name },
    nameId: line.name_id,
    size: line.n,
    column: (name) => {
      const values = line[name];
      // The file was written above, from D1's own values.
      return Array.isArray(values) ? (values as Json[]) : nothing;
    },
  };
}

/** Row by row, as they were added. */
export function rowsOf(chunk: FactChunk): FactRow[] {
  const columns = FACT_COLUMNS.map((name) => chunk.column(name));
  return Array.from({ length: chunk.size }, (_, at) => columns.map((column) => column[at] ?? null));
}
