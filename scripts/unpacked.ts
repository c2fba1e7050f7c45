import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { PassThrough } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";

/**
 * The bytes of a file as a stream, unpacked where it is gzip: by what is in it, not by its name. `onRead` is told how many of
 * the file's own bytes were read. Throws what reading it does.
 */
export async function* unpacked(path: string, onRead?: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  const out = new PassThrough();
  const isPacked = await isGzip(path);
  const file = createReadStream(path);
  // It flows as soon as somebody listens, so nothing may be waited for between this and the pipeline.
  if (onRead) file.on("data", (chunk: string | Buffer) => onRead(chunk.length));
  const read = isPacked ? pipeline(file, createGunzip(), out) : pipeline(file, out);
  // What it fails with comes out of the stream, too.
  read.catch(() => undefined);
  yield* out as AsyncIterable<Uint8Array>;
  await read;
}

async function isGzip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file.close();
  }
}
