import type { Manifest } from "#backup/manifest.ts";
import type { Ask } from "../../scripts/backup/backup-api.ts";
import type { Target } from "../../scripts/backup/make-backup.ts";
import type { Origin } from "../../scripts/backup/restore-backup.ts";
import { admin } from "../support/world.ts";

/** A folder of a backup, in memory. */
export function filesInMemory(): Target & Origin & { of: (file: string) => string[] } {
  const files = new Map<string, string[]>();
  let finished: Manifest | null = null;
  return {
    async write(file, lines) {
      const all = await Array.fromAsync(lines);
      files.set(file, all);
      return { lines: all.length, sha256: "" };
    },
    async finish(manifest) {
      finished = manifest;
    },
    async manifest() {
      if (finished === null) throw new Error("there is no manifest");
      return finished;
    },
    async *lines({ file }) {
      yield* files.get(file) ?? [];
    },
    of: (file) => files.get(file) ?? [],
  };
}

/** The admin API of the Worker of the tests. */
export const ask: Ask = (method, path, body) =>
  admin(path, { method, ...(body !== undefined && { body: JSON.stringify(body) }) });

/** The same, until it is called for the n-th time: then whoever restores has died. */
export function dyingAsk(calls: number): Ask {
  let left = calls;
  return (...given) => {
    left -= 1;
    if (left < 0) throw new Error("killed");
    return ask(...given);
  };
}
