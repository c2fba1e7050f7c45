import { gunzipSync, gzipSync } from "node:zlib";

/** Where some lines of a file lie: they are gzipped by themselves, so that they can be read without the others. */
export interface Block {
  offset: number;
  length: number;
}

/** A file in the making: gzip members one after the other, which any reader takes for one. */
export function createBlocks<Of>() {
  const parts: Uint8Array[] = [];
  const blocks: (Block & Of)[] = [];
  let size = 0;
  return {
    add(lines: readonly string[], of: Of) {
      const part = gzipSync(`${lines.join("\n")}\n`, { level: 6 });
      parts.push(part);
      blocks.push({ offset: size, length: part.length, ...of });
      size += part.length;
    },
    /** Takes over a block as it is. */
    copy(part: Uint8Array, of: Of) {
      parts.push(part);
      blocks.push({ ...of, offset: size, length: part.length });
      size += part.length;
    },
    file(): { body: Uint8Array<ArrayBuffer>; blocks: (Block & Of)[] } {
      const body = new Uint8Array(size);
      for (const [at, block] of blocks.entries()) body.set(parts[at] ?? [], block.offset);
      return { body, blocks };
    },
  };
}

/** The lines of a block. Throws where the bytes are none: then the file is damaged. */
export const linesOfBlock = (part: Uint8Array): string[] =>
  new TextDecoder().decode(gunzipSync(part)).split("\n").slice(0, -1);
