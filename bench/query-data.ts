import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { unstable_startWorker as startWorker } from "wrangler";
import * as z from "zod";
import { runWrangler } from "../scripts/wrangler.ts";
import { fillDuckdb } from "./duckdb.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const cache = `${root}bench/.cache`;
const config = `${root}bench/worker/query.wrangler.toml`;

/** What decides how rows look: whoever changes one of these fills a database anew. Later migrations come as to any database. */
const MAKERS = [
  ...["fact", "pack", "plan", "statements"].map((name) => `src/store/${name}.ts`),
  "src/identity/profile.ts",
  ...["events", "population", "duckdb", "worker/plain-table", "worker/query-fill"].map((name) => `bench/${name}.ts`),
];

const CHUNK = 20_000;

function fingerprint(): string {
  const hash = createHash("sha256");
  for (const file of MAKERS) hash.update(readFileSync(root + file));
  return hash.digest("hex").slice(0, 12);
}

export interface QueryData {
  /** Asks the Worker; throws what it says where it fails. */
  call<T>(step: string, body: object, Answer: z.ZodType<T>): Promise<T>;
  /** Where the databases are. */
  folder: string;
  duckdbPath: string;
  stop(): Promise<void>;
}

/** The databases of so many events, made where they are not there yet, and the Worker that has two of them. */
export async function openQueryData(events: number): Promise<QueryData> {
  const name = `query-${events}-${fingerprint()}`;
  const folder = join(cache, name);
  const ready = join(folder, "ready");
  const duckdbPath = join(folder, "events.duckdb");
  const isNew = !existsSync(ready);
  if (isNew) {
    mkdirSync(cache, { recursive: true });
    // Older ones of this size are no good any more, and large.
    for (const old of readdirSync(cache))
      if (old.startsWith(`query-${events}-`)) rmSync(join(cache, old), { recursive: true });
    mkdirSync(folder);
  }
  await runWrangler(["d1", "migrations", "apply", "OURS", "--local", "--persist-to", folder, "--config", config]);
  const worker = await startQueryWorker(folder);
  if (isNew) {
    await fillWorker(worker.call, events);
    process.stdout.write("filling DuckDB\n");
    await fillDuckdb(duckdbPath, events);
    writeFileSync(ready, "");
  }
  return { ...worker, folder, duckdbPath };
}

async function startQueryWorker(folder: string): Promise<Pick<QueryData, "call" | "stop">> {
  // No look-up of a sample request.cf on the internet, and no log file in the user's home.
  process.env["CLOUDFLARE_CF_FETCH_ENABLED"] = "false";
  process.env["WRANGLER_WRITE_LOGS"] = "false";
  process.env["X_LOCAL_OBSERVABILITY"] = "false";
  const worker = await startWorker({
    config,
    dev: {
      persist: folder,
      watch: false,
      logLevel: "error",
      inspector: false,
      server: { hostname: "127.0.0.1", port: 0 },
    },
  });
  const { origin } = await worker.url;
  return {
    async call(step, body, Answer) {
      const response = await fetch(`${origin}/${step}`, { method: "POST", body: JSON.stringify(body) });
      if (!response.ok) throw new Error(`${step}: ${response.status} ${await response.text()}`);
      return Answer.parse(await response.json());
    },
    stop: () => worker.dispose(),
  };
}

async function fillWorker(call: QueryData["call"], events: number): Promise<void> {
  const Progress = z.object({ events: z.number() });
  await call("start", { events }, z.unknown());
  const started = performance.now();
  for (let done = 0; done < events;) {
    done = (await call("more", { events: CHUNK }, Progress)).events;
    const seconds = (performance.now() - started) / 1000;
    process.stdout.write(`filling: ${done.toLocaleString("en-US")} events, ${Math.round(done / seconds)} a second\n`);
  }
  const { people } = await call("people", {}, z.object({ people: z.number() }));
  process.stdout.write(`filling: ${people.toLocaleString("en-US")} people\n`);
}
