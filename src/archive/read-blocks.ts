import type { Block } from "#archive/blocks.ts";

/** Blocks this near to each other are read in one go: a request to R2 takes longer than this many bytes. */
const MAX_GAP = 100_000;
/** Bytes of one go. */
const MAX_READ = 4_000_000;
/** A Worker may wait for six answers at a time (https://developers.cloudflare.com/workers/platform/limits/). */
export const READS_AT_ONCE = 4;

/** Reads these blocks of a file, which are in order. Throws where the file is gone or cut short. */
export async function readBlocks<Of extends Block>(
  bucket: R2Bucket,
  name: string,
  blocks: readonly Of[],
): Promise<{ block: Of; part: Uint8Array }[]> {
  const read: { block: Of; part: Uint8Array }[] = [];
  for (const run of runsOf(blocks)) {
    const [first] = run;
    const last = run.at(-1);
    if (!first || !last) continue;
    const range = { offset: first.offset, length: last.offset + last.length - first.offset };
    const found = await bucket.get(name, { range });
    if (found === null) throw new Error(`the archive's file ${name} is not there`);
    const bytes = new Uint8Array(await found.arrayBuffer());
    if (bytes.length !== range.length) throw new Error(`the archive's file ${name} is too short`);
    for (const block of run) {
      const at = block.offset - first.offset;
      read.push({ block, part: bytes.subarray(at, at + block.length) });
    }
  }
  return read;
}

function runsOf<Of extends Block>(blocks: readonly Of[]): Of[][] {
  const runs: Of[][] = [];
  for (const block of blocks) {
    const run = runs.at(-1);
    const first = run?.[0];
    const last = run?.at(-1);
    const fits =
      first !== undefined &&
      last !== undefined &&
      block.offset - (last.offset + last.length) <= MAX_GAP &&
      block.offset + block.length - first.offset <= MAX_READ;
    if (fits) run?.push(block);
    else runs.push([block]);
  }
  return runs;
}
