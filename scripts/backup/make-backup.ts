import type { Manifest } from "#backup/manifest.ts";
import { type Ask, type AskBytes, Begun, ObjectPage, TablePage } from "./backup-api.ts";

/** Where a backup's files go. */
export interface Target {
  /** Writes a file of these lines, in place of one that is there. */
  write(file: string, lines: AsyncIterable<string>): Promise<{ lines: number; sha256: string }>;
  /** Writes a file of these bytes. */
  writeBytes(file: string, bytes: Uint8Array): Promise<{ sha256: string }>;
  /** The last thing that is written: what has none is no backup. */
  finish(manifest: Manifest): Promise<void>;
}

/** How a deployment is asked. */
export interface Calls {
  ask: Ask;
  bytes: AskBytes;
}

/** Copies of an object that changes while it is read are begun anew this often. */
const MOST_COPIES = 10;
const PAUSE_MS = 200;

/** Copies everything that a workspace has into `target`. `says` is told what is being read. */
export async function makeBackup(
  { ask, bytes }: Calls,
  target: Target,
  says: (what: string) => void,
): Promise<Manifest> {
  const begun = Begun.parse(await ask("POST", "/api/backup"));
  const { uid, tables, objects, archived, ...rest } = begun;
  const path = `/api/backup/${uid}`;
  try {
    const manifest: Manifest = {
      format: "headwater-backup-1",
      madeAt: new Date().toISOString(),
      ...rest,
      tables: [],
      objects: [],
      archived: [],
    };
    for (const object of objects) {
      const { kind, name } = object;
      const file = `objects/${kind}-${name}.ndjson.gz`;
      says(`${kind} ${name}`);
      manifest.objects.push({
        kind,
        name,
        file,
        ...(await copyObject(ask, target, `${path}/objects/${kind}/${name}`, file)),
      });
    }
    for (const { name, columns, rows, all } of tables) {
      const file = `tables/${name}.ndjson.gz`;
      says(`${name}: ${rows.toLocaleString("en")} rows`);
      const written = await target.write(
        file,
        all ? linesOf([all]) : linesOf(tablePages(ask, `${path}/tables/${name}`)),
      );
      if (written.lines !== rows) throw new Error(`${name} had ${rows} rows and gave ${written.lines}: begin anew`);
      manifest.tables.push({ name, columns, rows, file, ...written });
    }
    for (const [index, name] of archived.entries()) {
      says(name);
      const file = `archived/${index + 1}.gz`;
      const written = await target.writeBytes(file, await bytes(`${path}/archived?name=${encodeURIComponent(name)}`));
      manifest.archived.push({ name, file, ...written });
    }
    // Refused where the hold was given up meanwhile.
    await ask("DELETE", path);
    await target.finish(manifest);
    return manifest;
  } catch (error) {
    await ask("DELETE", path).catch(() => says("the hold could not be ended; it ends by itself in two minutes"));
    throw error;
  }
}

async function* linesOf(pages: AsyncIterable<unknown[]> | Iterable<unknown[]>): AsyncGenerator<string> {
  for await (const page of pages) for (const row of page) yield JSON.stringify(row);
}

async function* tablePages(ask: Ask, path: string): AsyncGenerator<unknown[]> {
  let query = "";
  for (;;) {
    const { rows, next } = TablePage.parse(await ask("GET", `${path}${query}`));
    yield rows;
    if (next === null) return;
    query = `?after=${encodeURIComponent(JSON.stringify(next))}`;
  }
}

async function copyObject(ask: Ask, target: Target, path: string, file: string) {
  for (let copy = 1; ; copy += 1) {
    try {
      return await target.write(file, objectLines(ask, path));
    } catch (error) {
      if (!(error instanceof Changed) || copy >= MOST_COPIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * copy));
    }
  }
}

class Changed extends Error {}

/** A line a part; throws `Changed` where the object was written to between two of them. */
async function* objectLines(ask: Ask, path: string): AsyncGenerator<string> {
  let query = "";
  let before: string | null = null;
  for (;;) {
    const { part, next, state } = ObjectPage.parse(await ask("GET", `${path}${query}`));
    if (before !== null && state !== before) throw new Changed(`${path} has changed`);
    before = state;
    yield JSON.stringify(part);
    if (next === null) return;
    query = `?after=${encodeURIComponent(JSON.stringify(next))}`;
  }
}
