import { type Block, createBlocks, linesOfBlock } from "#archive/blocks.ts";

/** The arrival numbers of a block's lines lie between these, in order. */
export interface EventBlock extends Block {
  first: number;
  last: number;
}

/** A whole event: its arrival number, and its line as packs have it. */
export interface EventLine {
  seq: number;
  line: string;
}

/** Lines of one block: one event is read with so many others. */
const LINES_A_BLOCK = 500;

/** A file of these events, which come in order of arrival: NDJSON, each line as in its pack, with its number as `seq`. */
export function eventFile(events: readonly EventLine[]): { body: Uint8Array<ArrayBuffer>; blocks: EventBlock[] } {
  const file = createBlocks<Omit<EventBlock, keyof Block>>();
  for (let at = 0; at < events.length; at += LINES_A_BLOCK) {
    const some = events.slice(at, at + LINES_A_BLOCK);
    file.add(
      some.map(({ seq, line }) => `{"seq":${seq},${line.slice(1)}`),
      { first: some[0]?.seq ?? 0, last: some.at(-1)?.seq ?? 0 },
    );
  }
  return file.file();
}

/** The events of a block. Throws where it is none. */
export const eventsOfBlock = (part: Uint8Array): EventLine[] =>
  linesOfBlock(part).map((text) => {
    const end = text.indexOf(",");
    const seq = Number(text.slice('{"seq":'.length, end));
    if (!Number.isSafeInteger(seq)) throw new Error("an archived line has no arrival number");
    return { seq, line: `{${text.slice(end + 1)}` };
  });
