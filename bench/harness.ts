import { fileURLToPath } from "node:url";
import { createTestHarness, unstable_readConfig as readConfig } from "wrangler";
import * as z from "zod";

const root = fileURLToPath(new URL("..", import.meta.url));

/** A Worker of bench/worker whose POST /<step>?… answers JSON. */
export interface BenchWorker {
  /** File in bench/worker. */
  main: string;
  /** Bindings of D1 databases, each a file of its own on disk. */
  databases: readonly { binding: string; migrated: boolean }[];
  /** Classes of Durable Objects, each bound in its own name in capitals. */
  classes: readonly string[];
}

export type Call = <T>(step: string, query: Record<string, string | number>, Answer: z.ZodType<T>) => Promise<T>;

/** Starts it with the product's compatibility date and migrations; `call` throws what a step answers if that is no success. */
export async function startBenchWorker(worker: BenchWorker): Promise<{ call: Call; stop: () => Promise<void> }> {
  // No look-up of a sample request.cf on the internet, and no log file in the user's home.
  process.env["CLOUDFLARE_CF_FETCH_ENABLED"] = "false";
  process.env["WRANGLER_WRITE_LOGS"] = "false";
  const settings: unknown = readConfig({ config: `${root}wrangler.toml` });
  const { compatibility_date } = z.object({ compatibility_date: z.string() }).parse(settings);
  const harness = createTestHarness({
    root,
    workers: [
      {
        config: {
          name: `bench-${worker.main.replace(/\W/g, "-")}`,
          main: `${root}bench/worker/${worker.main}`,
          compatibility_date,
          send_metrics: false,
          d1_databases: worker.databases.map(({ binding }) => ({
            binding,
            database_name: binding.toLowerCase(),
            database_id: binding.toLowerCase(),
            migrations_dir: `${root}migrations`,
          })),
          durable_objects: {
            bindings: worker.classes.map((name) => ({ name: name.toUpperCase(), class_name: name })),
          },
          migrations: worker.classes.length === 0 ? [] : [{ tag: "v1", new_sqlite_classes: [...worker.classes] }],
        },
      },
    ],
  });
  const { url } = await harness.listen();
  for (const { binding, migrated } of worker.databases) {
    if (migrated) await harness.getWorker().applyD1Migrations(binding);
  }
  return {
    async call(step, query, Answer) {
      const search = new URLSearchParams(
        Object.entries(query).map(([key, value]): [string, string] => [key, String(value)]),
      );
      const response = await fetch(`${url.origin}/${step}?${search.toString()}`, { method: "POST" });
      if (!response.ok) throw new Error(`${step}: ${response.status} ${await response.text()}`);
      return Answer.parse(await response.json());
    },
    stop: () => harness.close(),
  };
}
