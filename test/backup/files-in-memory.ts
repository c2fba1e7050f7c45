import type { Manifest } from "#backup/manifest.ts";
import type { Calls, Target } from "../../scripts/backup/make-backup.ts";
import type { Origin } from "../../scripts/backup/restore-backup.ts";
import { admin, call } from "../support/world.ts";

/** A folder of a backup, in memory. */
export function filesInMemory(): Target & Origin & { of: (file: string) => string[] } {
  const files = new Map<string, string[]>();
  const raw = new Map<string, Uint8Array<ArrayBuffer>>();
  let finished: Manifest | null = null;
  return {
    async write(file, lines) {
      const all = await Array.fromAsync(lines);
      files.set(file, all);
      return { lines: all.length, sha256: "" };
    },
    async writeBytes(file, bytes) {
      raw.set(file, new Uint8Array(bytes));
      return { sha256: "" };
    },
    async bytes({ file }) {
      return raw.get(file) ?? new Uint8Array();
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
export const calls: Calls = {
  ask: (method, path, body) => admin(path, { method, ...(body !== undefined && { body: JSON.stringify(body) }) }),
  async bytes(path, body) {
    const headers = { authorization: "Bearer test-admin-token" };
    const response = await call(path, body ? { method: "PUT", headers, body } : { headers });
    if (!response.ok) throw new Error(await response.text());
    return new Uint8Array(await response.arrayBuffer());
  },
};

/** The same, until it is called for the n-th time: then whoever restores has died. */
export function dyingCalls(most: number): Calls {
  let left = most;
  const step = () => {
    left -= 1;
    if (left < 0) throw new Error("killed");
  };
  return {
    async ask(...given) {
      step();
      return calls.ask(...given);
    },
    async bytes(...given) {
      step();
      return calls.bytes(...given);
    },
  };
}
