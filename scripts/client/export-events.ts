import { createReadStream, mkdirSync, renameSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import * as z from "zod";
import type { Api } from "../connections/api.ts";
import { Failure } from "../connections/failure.ts";
import type { Cloudflare } from "./cloudflare.ts";

const Page = z.looseObject({ events: z.array(z.looseObject({})), next: z.string().nullable() });

/**
 * All events of a deployment as NDJSON, the newest first, a page a request, so that no limit of one request ends it. The
 * file gets its name when it is whole. Gives the number of events.
 */
export async function exportEvents(live: Api, file: string, told: (done: number) => void): Promise<number> {
  const part = `${file}.part`;
  const handle: FileHandle = await open(part, "w", 0o600);
  let done = 0;
  try {
    for (let cursor: string | null = ""; cursor !== null;) {
      const page: z.infer<typeof Page> = await live(Page, `/api/events?limit=1000${cursor && `&cursor=${cursor}`}`);
      await handle.write(page.events.map((event) => `${JSON.stringify(event)}\n`).join(""));
      done += page.events.length;
      cursor = page.next;
      told(done);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  renameSync(part, file);
  return done;
}

/** What the database holds: how many events, and the arrival number of the last. */
export const Stored = z.strictObject({ events: z.number(), last: z.number().nullable() });
export type Stored = z.infer<typeof Stored>;

/** Asked of the database itself and not through the deployment. */
export async function storedIn(api: Cloudflare, database: string): Promise<Stored> {
  const [found] = await api(z.array(z.looseObject({ results: z.array(Stored) })), `/d1/database/${database}/query`, {
    method: "POST",
    body: { sql: "SELECT count(*) AS events, max(seq) AS last FROM facts" },
  });
  return found?.results[0] ?? { events: 0, last: null };
}

/** Lines of a file. */
export async function linesIn(file: string): Promise<number> {
  let lines = 0;
  for await (const _ of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) lines += 1;
  return lines;
}

/** A new export's file, named after the time. */
export function newExport(folder: string, nowMs: number): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return join(folder, `${new Date(nowMs).toISOString().replaceAll(/[:.]/g, "-")}.ndjson`);
}

/** Throws Failure where a file has fewer events than the database. Those of archived days are in the file only. */
export async function requireWhole(file: string, stored: number): Promise<number> {
  const lines = await linesIn(file);
  if (lines >= stored) return lines;
  throw new Failure(`${file} has ${lines} events, but the database ${stored}. Nothing was destroyed.`);
}
