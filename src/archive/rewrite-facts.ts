import { createFactFile, factsOfBlock, type FactRow, rowsOf } from "#archive/fact-file.ts";
import type { FactsFile } from "#archive/files.ts";
import { putFile } from "#archive/put-file.ts";
import { readBlocks } from "#archive/read-blocks.ts";
import { nameAt, type Rewritten } from "#archive/rewrite-events.ts";

/** A fact that was taken out of a file. */
export interface GoneFact {
  nameId: number;
  ts: number;
  seq: number;
  bot: number;
}

const [TS, SEQ, ACTOR, SOURCE, BOT] = [0, 1, 2, 3, 7];

/** Writes a file anew without the facts that are meant; null where it has none of them. Nothing refers to the new one yet. */
export async function withoutFacts(
  bucket: R2Bucket,
  file: FactsFile,
  isMeant: (fact: { actor: number | null; source: number }) => boolean,
  version: number,
): Promise<{ rewritten: Rewritten<FactsFile>; gone: GoneFact[] } | null> {
  const made = createFactFile();
  const gone: GoneFact[] = [];
  let kept = 0;
  for (const { block, part } of await readBlocks(bucket, file.name, file.blocks)) {
    const chunk = factsOfBlock(part);
    const rows = rowsOf(chunk);
    const left = rows.filter((row) => !isMeant({ actor: actorOf(row), source: Number(row[SOURCE]) }));
    kept += left.length;
    if (left.length === rows.length) {
      made.copy(part, { nameId: block.nameId, n: block.n, from: block.from, to: block.to });
      continue;
    }
    const stays = new Set(left);
    for (const row of rows)
      if (!stays.has(row))
        gone.push({ nameId: chunk.nameId, ts: Number(row[TS]), seq: Number(row[SEQ]), bot: Number(row[BOT]) });
    if (left.length > 0) made.add(chunk.name, left);
  }
  if (gone.length === 0) return null;
  if (kept === 0) return { rewritten: { old: file, made: null }, gone };
  const { body, blocks } = made.file();
  const name = nameAt(file.name, version);
  await putFile(bucket, name, body);
  return { rewritten: { old: file, made: { ...file, name, n: kept, bytes: body.length, blocks } }, gone };
}

const actorOf = (row: FactRow): number | null => {
  const actor = row[ACTOR];
  return typeof actor === "number" ? actor : null;
};
