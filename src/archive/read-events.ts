import { eventsOfBlock } from "#archive/event-file.ts";
import { type EventsFile, eventFilesWith } from "#archive/files.ts";
import { READS_AT_ONCE, readBlocks } from "#archive/read-blocks.ts";

/** Characters of lines kept between the pages of one reader: an isolate has 128 MB for everything. */
const MAX_KEPT = 20_000_000;

/** Reads whole events from R2. Remembers the blocks it opened: one reader a request, so that its memory goes with it. */
export function createEventReader(db: D1Database, bucket: R2Bucket) {
  const kept = new Map<string, ReadonlyMap<number, string>>();
  let characters = 0;
  const keep = (key: string, lines: ReadonlyMap<number, string>) => {
    if (characters > MAX_KEPT) {
      kept.clear();
      characters = 0;
    }
    kept.set(key, lines);
    for (const line of lines.values()) characters += line.length;
  };
  const linesOf = async (file: EventsFile, blocks: EventsFile["blocks"]): Promise<ReadonlyMap<number, string>[]> => {
    const key = (offset: number) => `${file.name} ${offset}`;
    const missing = blocks.filter(({ offset }) => !kept.has(key(offset)));
    for (const { block, part } of await readBlocks(bucket, file.name, missing))
      keep(key(block.offset), new Map(eventsOfBlock(part).map(({ seq, line }) => [seq, line])));
    return blocks.flatMap(({ offset }) => kept.get(key(offset)) ?? []);
  };
  return async (seqs: readonly number[]): Promise<Map<number, string>> => {
    const found = new Map<number, string>();
    const sorted = seqs.toSorted((a, b) => a - b);
    const [first] = sorted;
    const last = sorted.at(-1);
    if (first === undefined || last === undefined) return found;
    const files = await eventFilesWith(db, first, last);
    const missing = ({ first: from, last: to }: { first: number; last: number }) =>
      someBetween(sorted, from, to, found);
    // Most events lie with those that arrived with them; files of a few late ones span many numbers and come last.
    const order = files.toSorted((a, b) => spread(a) - spread(b));
    for (let at = 0; at < order.length; at += READS_AT_ONCE) {
      const some = order.slice(at, at + READS_AT_ONCE);
      const wanted = some.map((file) => ({ file, blocks: file.blocks.filter(missing) }));
      const read = await Promise.all(wanted.map(({ file, blocks }) => linesOf(file, blocks)));
      for (const lines of read.flat()) {
        for (const seq of sorted) {
          const line = lines.get(seq);
          if (line !== undefined) found.set(seq, line);
        }
      }
    }
    return found;
  };
}

/** Arrival numbers an event of it stands for. */
const spread = ({ firstSeq, lastSeq, n }: EventsFile): number => (lastSeq - firstSeq + 1) / Math.max(1, n);

/** Is any of the numbers between these not found yet? */
function someBetween(sorted: readonly number[], from: number, to: number, found: ReadonlyMap<number, string>): boolean {
  let low = 0;
  for (let high = sorted.length; low < high;) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  for (let at = low; at < sorted.length; at += 1) {
    const seq = sorted[at] ?? 0;
    if (seq > to) return false;
    if (!found.has(seq)) return true;
  }
  return false;
}
