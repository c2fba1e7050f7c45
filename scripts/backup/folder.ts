import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { Manifest } from "#backup/manifest.ts";
import { linesIn } from "../lines.ts";
import { unpacked } from "../unpacked.ts";
import type { Target } from "./make-backup.ts";
import type { Origin } from "./restore-backup.ts";

const MANIFEST = "manifest.json";
/** For its owner only: write keys, personal data, and what mails are signed with are in it. */
const PRIVATE = { mode: 0o600 };

/** Writes a backup into a folder: gzipped lines of JSON, and the manifest last. */
export function folderTarget(folder: string): Target {
  return {
    async write(file, lines) {
      const path = join(folder, file);
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const hash = createHash("sha256");
      let count = 0;
      const counted = async function* () {
        for await (const line of lines) {
          count += 1;
          hash.update(`${line}\n`);
          yield `${line}\n`;
        }
      };
      await pipeline(Readable.from(counted()), createGzip(), createWriteStream(path, PRIVATE));
      return { lines: count, sha256: hash.digest("hex") };
    },
    async writeBytes(file, bytes) {
      const path = join(folder, file);
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await writeFile(path, bytes, PRIVATE);
      return { sha256: createHash("sha256").update(bytes).digest("hex") };
    },
    async finish(manifest) {
      const draft = join(folder, `${MANIFEST}.draft`);
      await writeFile(draft, `${JSON.stringify(manifest, null, 2)}\n`, PRIVATE);
      await rename(draft, join(folder, MANIFEST));
    },
  };
}

/** Reads a backup of a folder, and checks every file against the manifest. */
export function folderOrigin(folder: string): Origin {
  return {
    manifest: async () => Manifest.parse(JSON.parse(await readFile(join(folder, MANIFEST), "utf8"))),
    async bytes({ file, sha256 }) {
      const bytes = new Uint8Array(await readFile(inside(folder, file)));
      if (createHash("sha256").update(bytes).digest("hex") !== sha256) throw new Error(`${file} ${DAMAGED}`);
      return bytes;
    },
    async *lines({ file, sha256 }) {
      const path = inside(folder, file);
      const hash = createHash("sha256");
      for await (const { text } of linesIn(unpacked(path))) {
        hash.update(`${text}\n`);
        yield text;
      }
      if (hash.digest("hex") !== sha256) throw new Error(`${file} ${DAMAGED}`);
    },
  };
}

const DAMAGED = "is not what was written: it is damaged or was changed";

/** Names come from the manifest, which may come from anywhere. */
function inside(folder: string, file: string): string {
  if (!/^(tables|objects|archived)\/[\w-]+(\.ndjson)?\.gz$/.test(file))
    throw new Error(`${file} is no file of a backup`);
  return join(folder, file);
}
