import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { PassThrough } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";

/** The bytes of a file as a stream, unpacked where it is gzip: by what is in it, not by its name. Throws what reading it does. */
export async function* unpacked(path: string): AsyncGenerator<Uint8Array> {
  const out = new PassThrough();
  const file = createReadStream(path);
  const read = (await isGzip(path)) ? pipeline(file, createGunzip(), out) : pipeline(file, out);
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
