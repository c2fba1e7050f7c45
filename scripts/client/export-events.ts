import { createReadStream, existsSync, mkdirSync, readdirSync, renameSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import * as z from "zod";
import { type Api } from "../connections/api.ts";
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

/** Events that the database holds, asked of itself and not through the deployment. */
export async function storedEvents(api: Cloudflare, database: string): Promise<number> {
  const [found] = await api(
    z.array(z.looseObject({ results: z.array(z.looseObject({ n: z.number() })) })),
    `/d1/database/${database}/query`,
    { method: "POST", body: { sql: "SELECT count(*) AS n FROM facts" } },
  );
  return found?.results[0]?.n ?? 0;
}

/** Lines of a file. */
export async function linesIn(file: string): Promise<number> {
  let lines = 0;
  for await (const _ of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) lines += 1;
  return lines;
}

/** The newest whole export in a folder, or null. */
export function lastExport(folder: string): string | null {
  if (!existsSync(folder)) return null;
  const name = readdirSync(folder)
    .filter((each) => each.endsWith(".ndjson"))
    .toSorted()
    .at(-1);
  return name === undefined ? null : join(folder, name);
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
