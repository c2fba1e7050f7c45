import { DumpPartJson, type Manifest, RowsJson } from "#backup/manifest.ts";
import * as z from "zod";
import { type Ask, RestoreBegun } from "./backup-api.ts";
import type { Calls } from "./make-backup.ts";

/** Where a backup's files are. */
export interface Origin {
  manifest(): Promise<Manifest>;
  /** The lines of a file; throws at the end where they are not those that were written. */
  lines(file: { file: string; sha256: string }): AsyncIterable<string>;
  bytes(file: { file: string; sha256: string }): Promise<Uint8Array<ArrayBuffer>>;
}

/** Rows and characters of one call: D1 takes a hundred statements of two megabytes well. */
const ROWS = 10_000;
const CHARACTERS = 8_000_000;

const Row = RowsJson.element;

/**
 * Brings a backup into an empty workspace. `resume`: what waited when it was made goes out; otherwise nothing of it does.
 * May be called again, whatever became of the call before.
 */
export async function restoreBackup(
  { ask, bytes }: Calls,
  origin: Origin,
  resume: boolean,
  says: (what: string) => void,
): Promise<Manifest> {
  const manifest = await origin.manifest();
  const { tables, objects, archived, migrations, numbers } = manifest;
  const begun = RestoreBegun.parse(
    await ask("POST", "/api/restore", { migrations, tables: tables.map(({ name, columns }) => ({ name, columns })) }),
  );
  if (begun.newer.length > 0) says(`the backup is older than ${begun.newer.join(", ")}: what came with those is empty`);
  const path = `/api/restore/${begun.uid}`;
  while (!z.object({ done: z.boolean() }).parse(await ask("POST", `${path}/wipe`)).done)
    says("taking out what was there");
  const isLate = new Set(begun.late);
  for (const table of tables.filter(({ name }) => !isLate.has(name))) {
    says(`${table.name}: ${table.rows.toLocaleString("en")} rows`);
    const { columns } = table;
    for await (const rows of inParts(origin.lines(table))) {
      await ask("PUT", `${path}/tables/${table.name}`, { columns, rows });
    }
  }
  for (const object of objects) {
    says(`${object.kind} ${object.name}`);
    await fillObject(ask, `${path}/objects/${object.kind}/${object.name}`, origin.lines(object), resume);
  }
  for (const file of archived) {
    says(file.name);
    await bytes(`${path}/archived?name=${encodeURIComponent(file.name)}`, await origin.bytes(file));
  }
  says("who is linked with whom");
  let after: unknown = { from: 0, to: 0 };
  while (after !== null) {
    const answer = await ask("POST", `${path}/links`, { after });
    after = z.object({ next: z.unknown() }).parse(answer).next ?? null;
  }
  const late = [];
  for (const table of tables.filter(({ name }) => isLate.has(name))) {
    const { name, columns } = table;
    const rows = [];
    for await (const line of origin.lines(table)) rows.push(Row.parse(JSON.parse(line)));
    late.push({ name, columns, rows });
  }
  await ask("POST", `${path}/finish`, {
    tables: tables.map(({ name, rows }) => ({ name, rows })),
    late,
    numbers,
    resume,
  });
  return manifest;
}

async function* inParts(lines: AsyncIterable<string>): AsyncGenerator<z.infer<typeof RowsJson>> {
  let rows: z.infer<typeof RowsJson> = [];
  let size = 0;
  for await (const line of lines) {
    rows.push(Row.parse(JSON.parse(line)));
    size += line.length;
    if (rows.length < ROWS && size < CHARACTERS) continue;
    yield rows;
    rows = [];
    size = 0;
  }
  if (rows.length > 0) yield rows;
}

async function fillObject(ask: Ask, path: string, lines: AsyncIterable<string>, resume: boolean): Promise<void> {
  let held: string | null = null;
  let first = true;
  const put = async (line: string, last: boolean) => {
    await ask("PUT", path, { part: DumpPartJson.parse(JSON.parse(line)), first, last, resume });
    first = false;
  };
  for await (const line of lines) {
    if (held !== null) await put(held, false);
    held = line;
  }
  if (held !== null) await put(held, true);
}
