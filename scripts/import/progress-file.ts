import { createHash } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { open, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import * as z from "zod";

/** How far a file is; written after each batch that was acknowledged. */
const Progress = z.object({
  /** What file that is: another one of the same name is not gone on with. */
  fingerprint: z.string(),
  /** Where it went. */
  url: z.string(),
  source: z.string(),
  /** Records that are dealt with: sent and acknowledged, refused, or not wanted. */
  records: z.number(),
  events: z.number(),
  refused: z.number(),
  /** Bytes of the file of refused records that are of those. */
  refusedBytes: z.number(),
  done: z.boolean(),
  at: z.string(),
});
export type Progress = z.infer<typeof Progress>;

const beside = (path: string, folder: string | null, ending: string): string =>
  join(folder ?? dirname(path), `${basename(path)}.${ending}`);

export const progressPath = (path: string, folder: string | null): string =>
  beside(path, folder, "headwater-progress.json");
export const refusedPath = (path: string, folder: string | null): string =>
  beside(path, folder, "headwater-refused.ndjson");

/** Null where there is none. Throws where there is one that can't be understood. */
export function readProgress(path: string): Progress | null {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
  return Progress.parse(JSON.parse(text));
}

/** Appears whole or not at all. */
export function writeProgress(path: string, progress: Progress): void {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(progress, null, 2)}\n`);
  renameSync(draft, path);
}

const HEAD_BYTES = 65_536;

/** Names a file by its size and its beginning. */
export async function fingerprintOf(path: string): Promise<string> {
  const { size } = await stat(path);
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return createHash("sha256").update(`${size} `).update(buffer.subarray(0, bytesRead)).digest("hex").slice(0, 32);
  } finally {
    await file.close();
  }
}
