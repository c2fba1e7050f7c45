import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Appears whole or not at all, whenever this is ended. `mode` as chmod has it. */
export function writeWhole(file: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(file), { recursive: true, ...(mode === 0o600 ? { mode: 0o700 } : {}) });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, text, { mode, flush: true });
  renameSync(draft, file);
}

/** A file's text, or null where there is none. */
export const textOf = (file: string): string | null => (existsSync(file) ? readFileSync(file, "utf8") : null);
